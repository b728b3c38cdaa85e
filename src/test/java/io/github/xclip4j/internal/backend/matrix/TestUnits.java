package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.CheckedBackend;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The units under test: those of this processor, and emulated ones built from the same sources. */
final class TestUnits {
  static final Path SOURCES = Path.of(System.getProperty("xclip4j.root")).resolve("src/main/c");
  private static final Path EMULATED =
      Path.of(System.getProperty("xclip4j.root")).resolve("target/native/libxclip4j-emulated.so");

  private TestUnits() {}

  /** The backend on emulated units. */
  static Backend emulated(Unit unit, Precision precision, int threads) {
    Arena arena = Arena.ofShared();
    return new CheckedBackend("matrix", MatrixProvider.open(arena, NativeLibrary.of(EMULATED, arena), unit, precision,
        threads), List.of());
  }

  /** The backend on this processor's unit. */
  static Backend real(Precision precision, int threads) {
    Arena arena = Arena.ofShared();
    NativeLibrary library = NativeLibrary.ofRecord(arena);
    Unit unit = Units.of(library).choose(precision);
    return new CheckedBackend("matrix", MatrixProvider.open(arena, library, unit, precision, threads), List.of());
  }

  /** Whether this processor computes exact products on a matrix unit. */
  static boolean isExact() {
    return has(Precision.EXACT);
  }

  /** Whether this processor computes fast products on a matrix unit. */
  static boolean isFast() {
    return has(Precision.FAST);
  }

  private static boolean has(Precision precision) {
    try (Arena arena = Arena.ofShared()) {
      Units.of(NativeLibrary.ofRecord(arena)).choose(precision);
      return true;
    } catch (BackendUnavailableException e) {
      return false;
    }
  }

  /** Whether the emulated units can be built; says why where not. */
  static boolean isEmulated() {
    try {
      build();
      return true;
    } catch (IOException e) {
      System.err.println("the emulated units are built with make and gcc: " + e.getMessage());
      return false;
    }
  }

  private static synchronized void build() throws IOException {
    Process make = new ProcessBuilder("make", "-s", "-C", SOURCES.toString(), "emulated").redirectErrorStream(true)
        .start();
    String output = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = make.onExit().join().exitValue();
    if (output.contains("gcc: No such file") || output.contains("gcc: not found")) {
      throw new IOException("there is no gcc");
    }
    if (status != 0) {
      throw new AssertionError("the emulated units do not compile: " + output);
    }
  }
}
