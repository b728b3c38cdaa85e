package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.CheckedBackend;
import io.github.xclip4j.internal.backend.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/** The units under test: those of this processor, and emulated ones built from the same sources. */
enum TestUnits {
  EXACT_ON_EMULATED_AMX(Optional.of(Unit.AMX), Precision.EXACT),
  FAST_ON_EMULATED_AMX(Optional.of(Unit.AMX), Precision.FAST),
  FAST_ON_EMULATED_AVX512(Optional.of(Unit.AVX512), Precision.FAST),
  EXACT_ON_THIS_PROCESSOR(Optional.empty(), Precision.EXACT),
  FAST_ON_THIS_PROCESSOR(Optional.empty(), Precision.FAST);

  static final Path SOURCES = Path.of(System.getProperty("xclip4j.root")).resolve("src/main/c");
  private static final Path EMULATED =
      Path.of(System.getProperty("xclip4j.root")).resolve("target/native/libxclip4j-emulated.so");
  private static final double BF16_ROUNDOFF = 0x1p-8; // of an operand, and once more of a weight

  private final Optional<Unit> emulated;
  private final Precision precision;

  TestUnits(Optional<Unit> emulated, Precision precision) {
    this.emulated = emulated;
    this.precision = precision;
  }

  /** Those that are to be had here; says why for the others. */
  static List<TestUnits> all() {
    return Arrays.stream(values()).filter(TestUnits::isAvailable).toList();
  }

  /** Those with one term a float, likewise. */
  static List<TestUnits> fast() {
    return all().stream().filter(units -> units.precision == Precision.FAST).toList();
  }

  /* A class of tests must not be skipped in part: Surefire would count none of its tests. */
  private boolean isAvailable() {
    try (Arena arena = Arena.ofShared()) {
      library(arena);
      return true;
    } catch (TestAbortedException e) {
      System.err.println(this + ": " + e.getMessage());
      return false;
    }
  }

  /** The backend on two threads; skips the test, saying why, where it is not to be had. */
  Backend open() {
    return open(2);
  }

  /** The backend; skips the test, saying why, where it is not to be had. */
  Backend open(int threads) {
    Arena arena = Arena.ofShared();
    NativeLibrary library = library(arena);
    return new CheckedBackend("matrix", MatrixProvider.open(arena, library, unit(library), precision, threads),
        List.of());
  }

  /** The library of this processor or the emulated one; skips the test, saying why, where it is not to be had. */
  NativeLibrary library(Arena arena) {
    if (emulated.isPresent()) {
      Assumptions.assumeTrue(isEmulated(), "skipped: the emulated units are built with make and gcc");
      return NativeLibrary.of(EMULATED, arena);
    }
    try {
      NativeLibrary library = NativeLibrary.ofRecord(arena);
      Units.of(library).choose(precision);
      return library;
    } catch (BackendUnavailableException e) {
      return Assumptions.abort("skipped: " + e.getMessage());
    }
  }

  /** Its unit. */
  Unit unit(NativeLibrary library) {
    return emulated.orElseGet(() -> Units.of(library).choose(precision));
  }

  Precision precision() {
    return precision;
  }

  /** The relative rounding error of an operand. */
  double unitRoundoff() {
    return switch (precision) {
      case EXACT -> 0x1p-24;
      case FAST -> BF16_ROUNDOFF;
    };
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
