package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.ModelLaws;

class SimdModelTest extends ModelLaws {
  @Override
  protected Backend open() {
    return new SimdBackend(2);
  }
}
