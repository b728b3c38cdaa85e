package io.github.xclip4j.benchmarks;

import io.github.xclip4j.internal.backend.matrix.UnitPeak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/*
 * Twelve accumulators: two FMA units of four cycles' latency need eight in flight, and twelve with the two factors fit
 * the sixteen registers of 256-bit machines, so that nothing is loaded or stored inside the loop. A call takes
 * milliseconds: threads wait for work asleep, and waking one takes a tenth of a millisecond. With calls of two
 * milliseconds the peak of two threads came out at 144 to 186 GFLOP/s where it is 223.
 */
/** What the machine can do at best: multiply-adds out of registers, on vectors and on a matrix unit, copying, reading. */
public final class Peak implements AutoCloseable {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int ACCUMULATORS = 12;
  private static final int STEPS = 1 << 22;
  private static final int UNIT_CALLS = 40;
  private static final long BYTES_OF_A_CALL = 1 << 28;
  private static final int LEAST_SAMPLES = 10;
  private static final long SAMPLE_NANOS = 2_000_000;
  private static final long LONG_ENOUGH_NANOS = 150_000_000;

  /** The operations of one {@link #multiplyAdd} per thread; a multiply and an add are two. */
  private static final double FLOP = 2.0 * ACCUMULATORS * SPECIES.length() * STEPS;

  private final ExecutorService pool;
  private final int threads;
  private final int passes;
  private final float[] from;
  private final float[] to;
  private volatile float sink;
  private final Optional<UnitPeak> unit = UnitPeak.open();

  /**
   * @param threads that work at once
   * @param copiedElements floats that are copied or read, again and again within a call
   */
  public Peak(int threads, int copiedElements) {
    this.threads = threads;
    pool = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    passes = (int) Math.max(1, BYTES_OF_A_CALL / Math.max(1, (long) Float.BYTES * copiedElements));
    from = new float[copiedElements];
    to = new float[copiedElements];
    Arrays.fill(from, 1);
  }

  /** The vector width, for people. */
  public static String species() {
    return SPECIES.vectorBitSize() + " bits";
  }

  /** Floating-point operations of one {@link #multiplyAdd} call. */
  public double flop() {
    return FLOP * threads;
  }

  /** Bytes read and written by one {@link #copy} call. */
  public double copiedBytes() {
    return 2.0 * passes * Float.BYTES * from.length;
  }

  /** Bytes read by one {@link #readAll} call. */
  public double readBytes() {
    return (double) passes * Float.BYTES * from.length;
  }

  /** Multiplies and adds on all threads. */
  public void multiplyAdd() {
    each(part -> sink = loop(1 - 1e-7f * part, 1e-7f));
  }

  /** Whether there is a matrix unit. */
  public boolean hasUnit() {
    return unit.isPresent();
  }

  /** Multiplies and adds bf16 values on the matrix unit, on all threads. */
  public void multiplyAddOnUnit() {
    each(_ -> {
      for (int call = 0; call < UNIT_CALLS; call++) {
        unit.orElseThrow().bf16MultiplyAdds();
      }
    });
  }

  /** Floating-point operations of one {@link #multiplyAddOnUnit} call. */
  public double unitFlop() {
    return 2 * UNIT_CALLS * unit.orElseThrow().bf16MultiplyAdds() * threads;
  }

  /** Copies an array, a part of it on each thread. */
  public void copy() {
    int share = from.length / threads;
    each(part -> {
      for (int pass = 0; pass < passes; pass++) {
        System.arraycopy(from, part * share, to, part * share, share);
      }
    });
  }

  /** Reads an array, a part of it on each thread. */
  public void readAll() {
    int share = from.length / threads;
    each(part -> {
      for (int pass = 0; pass < passes; pass++) {
        sink = sum(part * share, (part + 1) * share);
      }
    });
  }

  /** GFLOP/s, the best of some samples: a peak is what is possible, and whatever else runs only takes away. */
  public double gflops() {
    return 1e-9 * flop() / best(this::multiplyAdd);
  }

  /** GB/s of reading and writing together when copying, likewise. */
  public double copied() {
    return 1e-9 * copiedBytes() / best(this::copy);
  }

  /** GB/s of reading, likewise. */
  public double read() {
    return 1e-9 * readBytes() / best(this::readAll);
  }

  private static double best(Runnable work) {
    double best = Double.POSITIVE_INFINITY;
    int repeats = 1;
    long end = System.nanoTime() + LONG_ENOUGH_NANOS;
    for (int sample = 0; sample < LEAST_SAMPLES || System.nanoTime() < end; sample++) {
      long start = System.nanoTime();
      for (int i = 0; i < repeats; i++) {
        work.run();
      }
      long nanos = System.nanoTime() - start;
      best = Math.min(best, 1e-9 * nanos / repeats);
      repeats = nanos < SAMPLE_NANOS ? 2 * repeats : repeats;
    }
    return best;
  }

  private interface Part {
    void run(int part);
  }

  private void each(Part work) {
    if (threads == 1) {
      work.run(0);
      return;
    }
    List<Future<?>> parts = new ArrayList<>(threads);
    for (int part = 0; part < threads; part++) {
      int index = part;
      parts.add(pool.submit(() -> work.run(index)));
    }
    for (Future<?> part : parts) {
      try {
        part.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while measuring the peak", e);
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException("measuring the peak failed", e);
      }
    }
  }

  private float sum(int start, int end) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int step = 4 * SPECIES.length();
    int i = start;
    for (; i <= end - step; i += step) {
      a = a.add(FloatVector.fromArray(SPECIES, from, i));
      b = b.add(FloatVector.fromArray(SPECIES, from, i + SPECIES.length()));
      c = c.add(FloatVector.fromArray(SPECIES, from, i + 2 * SPECIES.length()));
      d = d.add(FloatVector.fromArray(SPECIES, from, i + 3 * SPECIES.length()));
    }
    return a.add(b).add(c.add(d)).lane(0);
  }

  private static float loop(float factor, float addend) {
    FloatVector m = FloatVector.broadcast(SPECIES, factor);
    FloatVector a = FloatVector.broadcast(SPECIES, addend);
    FloatVector x0 = a;
    FloatVector x1 = a;
    FloatVector x2 = a;
    FloatVector x3 = a;
    FloatVector x4 = a;
    FloatVector x5 = a;
    FloatVector x6 = a;
    FloatVector x7 = a;
    FloatVector x8 = a;
    FloatVector x9 = a;
    FloatVector x10 = a;
    FloatVector x11 = a;
    for (int i = 0; i < STEPS; i++) {
      x0 = x0.fma(m, a);
      x1 = x1.fma(m, a);
      x2 = x2.fma(m, a);
      x3 = x3.fma(m, a);
      x4 = x4.fma(m, a);
      x5 = x5.fma(m, a);
      x6 = x6.fma(m, a);
      x7 = x7.fma(m, a);
      x8 = x8.fma(m, a);
      x9 = x9.fma(m, a);
      x10 = x10.fma(m, a);
      x11 = x11.fma(m, a);
    }
    FloatVector sum = x0.add(x1).add(x2).add(x3).add(x4).add(x5).add(x6).add(x7).add(x8).add(x9).add(x10).add(x11);
    return sum.lane(0);
  }

  @Override
  public void close() {
    pool.shutdown();
    unit.ifPresent(UnitPeak::close);
  }
}
