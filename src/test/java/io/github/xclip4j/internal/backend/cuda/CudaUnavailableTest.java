package io.github.xclip4j.internal.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a driver. {@link SimulatedDeviceTest} shows what else can be missing. */
class CudaUnavailableTest {
  @BeforeEach
  @SuppressWarnings("restricted") // looks a library up
  void requireNoDriver() {
    boolean found;
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(ForeignLibrary.DRIVER, arena);
      found = true;
    } catch (IllegalArgumentException e) {
      found = false;
    }
    Assumptions.assumeFalse(found, "there is a CUDA driver here");
  }

  @Test
  void open_saysThatThereIsNoDriver() {
    assertThatThrownBy(() -> Backends.open("cuda"))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("there is no CUDA driver here")
        .hasMessageContaining("install")
        .hasMessageNotContaining("\n");
  }

  @Test
  void best_goesOnAndReportsIt() {
    try (Backend backend = Backends.best()) {
      assertThat(backend.name()).isNotEqualTo("cuda");
      assertThat(backend.passedOver().getFirst().name()).isEqualTo("cuda");
      assertThat(backend.passedOver().getFirst().reason()).contains("no CUDA driver");
    }
  }
}
