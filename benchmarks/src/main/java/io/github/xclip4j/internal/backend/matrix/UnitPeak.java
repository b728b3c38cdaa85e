package io.github.xclip4j.internal.backend.matrix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** What this processor's matrix unit can do at best: products out of registers. Here, as only benchmarks ask. */
public final class UnitPeak implements AutoCloseable {
  /** A call takes some tenths of a millisecond. */
  private static final long STEPS = 1 << 16;
  private static final long SINK_BYTES = 64;

  private final Arena arena;
  private final Unit unit;
  private final MethodHandle bf16;
  private final MethodHandle int8;

  private UnitPeak(Arena arena, NativeFunctions library, Unit unit) {
    FunctionDescriptor peak = FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG);
    this.arena = arena;
    this.unit = unit;
    bf16 = library.function("xclip4j_peak_" + unit.suffix(), peak);
    int8 = library.function("xclip4j_peak_int8_" + unit.suffix(), peak);
  }

  /** The unit of fast products, or empty on a processor without one. */
  public static Optional<UnitPeak> open() {
    Arena arena = Arena.ofShared();
    try {
      NativeLibrary library = NativeLibrary.ofRecord(arena);
      return Optional.of(new UnitPeak(arena, library, Units.of(library).choose(Precision.FAST)));
    } catch (BackendUnavailableException e) {
      arena.close();
      return Optional.empty();
    }
  }

  /** What people call the unit. */
  public String unit() {
    return unit.title();
  }

  /** Computes for some tenths of a millisecond with bf16 operands; any number of threads may. */
  public double bf16MultiplyAdds() {
    return run(bf16);
  }

  /** The same with 8-bit operands. */
  public double int8MultiplyAdds() {
    return run(int8);
  }

  private static double run(MethodHandle peak) {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment sink = memory.allocate(SINK_BYTES, SINK_BYTES);
      return (double) STEPS * (long) peak.invokeExact(sink, STEPS);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
