package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.Backends;
import io.github.xclip4j.NamedGolden;
import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SimdNamedGoldenTest {
  @Test
  void basePatch32_equalsTheReference() throws IOException {
    try (Backend backend = Backends.open("simd")) {
      NamedGolden.check("base-patch32", 2, backend);
    }
  }
}
