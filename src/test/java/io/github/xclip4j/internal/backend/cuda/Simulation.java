package io.github.xclip4j.internal.backend.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The simulated driver and libraries of {@code cuda/sim}, built with g++ and loaded into this JVM so that JCuda finds
 * them in place of NVIDIA's. A JVM has only one driver, so tests of the simulation run in their own JVM.
 */
final class Simulation {
  private static final Path FOLDER = Path.of(System.getProperty("xclip4j.root")).resolve("cuda");
  private static final Path OUT = Path.of(System.getProperty("xclip4j.root")).resolve("target/cuda");
  private static final Optional<String> REASON_AGAINST = load();

  private Simulation() {}

  /** Skips the test with the reason if the simulation cannot be built; resets all settings. */
  static void require() {
    Assumptions.assumeTrue(REASON_AGAINST.isEmpty(), () -> REASON_AGAINST.orElse(""));
    set("recover", 0);
    set("devices", 1);
    set("capability", 80);
    set("memory", 4L << 30);
    set("late", 1);
    set("backwards", 0);
    set("early", 0);
    set("fail_launch", 0);
    set("fail_capture", 0);
    set("fail_hopper", 0);
  }

  @SuppressWarnings("restricted") // loads the simulated libraries
  private static Optional<String> load() {
    if (!Commands.runs("g++", "--version") || !Commands.runs("make", "--version")) {
      return Optional.of("the CUDA simulation is built with g++ and make, which are not both here");
    }
    if (!System.getProperty("os.arch").equals("amd64")) {
      return Optional.of("the CUDA simulation switches stacks in x86-64 assembly, this is "
          + System.getProperty("os.arch"));
    }
    Commands.run("make", "-s", "-C", FOLDER.toString(), "sim", "OUT=" + OUT);
    System.load(OUT.resolve("libcuda.so.1").toString());
    System.load(OUT.resolve("libcublas.so.12").toString());
    System.load(OUT.resolve("libcublas.so.13").toString());
    System.load(OUT.resolve("libcublasLt.so.13").toString());
    return Optional.empty();
  }

  /** A setting of {@code cuda/sim/driver.cpp}. */
  static void set(String key, long value) {
    try (Arena arena = Arena.ofConfined()) {
      call("simulation_set", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG),
          arena.allocateFrom(key), value);
    }
  }

  /** A count of {@code cuda/sim/driver.cpp}. */
  static long get(String key) {
    try (Arena arena = Arena.ofConfined()) {
      return (long) call("simulation_get", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
          arena.allocateFrom(key));
    }
  }

  @SuppressWarnings("restricted") // calls the simulated libraries
  private static Object call(String name, FunctionDescriptor signature, Object... arguments) {
    MemorySegment function = SymbolLookup.libraryLookup(ForeignLibrary.DRIVER, Arena.global()).findOrThrow(name);
    try {
      return Linker.nativeLinker().downcallHandle(function, signature).invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
