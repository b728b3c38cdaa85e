package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.OpsContract;

class SimdBackendTest extends OpsContract {
  @Override
  protected Backend open() {
    return new SimdBackend(2);
  }
}
