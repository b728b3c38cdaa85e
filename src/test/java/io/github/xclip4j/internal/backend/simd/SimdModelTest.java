package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.ModelLaws;
import io.github.xclip4j.backend.Backend;
import org.junit.jupiter.api.Tag;

@Tag("kernels")
class SimdModelTest extends ModelLaws {
  @Override
  protected Backend open() {
    return new SimdBackend(2);
  }
}
