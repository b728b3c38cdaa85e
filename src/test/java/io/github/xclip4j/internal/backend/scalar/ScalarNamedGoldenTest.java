package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.Backends;
import io.github.xclip4j.NamedGolden;
import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScalarNamedGoldenTest {
  @Test
  void basePatch32_equalsTheReference() throws IOException {
    try (Backend backend = Backends.open("scalar")) {
      NamedGolden.check("base-patch32", 1, backend); // one of the two videos: plain double sums take their time
    }
  }
}
