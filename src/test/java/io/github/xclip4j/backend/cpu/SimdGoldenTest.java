package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.GoldenContract;

class SimdGoldenTest extends GoldenContract {
  @Override
  protected Backend open() {
    return new SimdBackend(2);
  }
}
