package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.Backends;
import io.github.xclip4j.GoldenContract;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import org.junit.jupiter.api.Tag;

@Tag("kernels")
class SimdGoldenTest extends GoldenContract {
  @Override
  protected Backend open() {
    return Backends.open("simd", BackendOptions.of("threads", 2));
  }
}
