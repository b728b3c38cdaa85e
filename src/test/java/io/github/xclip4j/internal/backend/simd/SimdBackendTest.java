package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.OpsContract;
import org.junit.jupiter.api.Tag;

@Tag("kernels")
class SimdBackendTest extends OpsContract {
  @Override
  protected Backend open() {
    return Backends.open("simd", BackendOptions.of("threads", 2));
  }
}
