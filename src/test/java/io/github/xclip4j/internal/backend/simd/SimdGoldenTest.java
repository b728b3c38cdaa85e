package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.GoldenContract;
import io.github.xclip4j.backend.Backend;
import org.junit.jupiter.api.Tag;

@Tag("kernels")
class SimdGoldenTest extends GoldenContract {
  @Override
  protected Backend open() {
    return new SimdBackend(2);
  }
}
