package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.Backends;
import io.github.xclip4j.ModelLaws;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import org.junit.jupiter.api.Tag;

@Tag("kernels")
class SimdModelTest extends ModelLaws {
  @Override
  protected Backend open() {
    return Backends.open("simd", BackendOptions.of("threads", 2));
  }
}
