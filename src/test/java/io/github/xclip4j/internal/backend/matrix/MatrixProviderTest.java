package io.github.xclip4j.internal.backend.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Backend;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MatrixProviderTest {
  @Test
  void open_warmsUpNoKernelsThatItDoesNotUse() {
    Set<Thread> before = threads();
    try (Backend _ = TestUnits.FAST_ON_EMULATED_AVX512.open()) {
      Set<Thread> started = new HashSet<>(threads());
      started.removeAll(before);
      assertThat(started).extracting(Thread::getName).filteredOn(name -> name.startsWith("xclip4j-"))
          .containsExactly("xclip4j-worker-1");
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }
}
