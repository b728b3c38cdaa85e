package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Gets the kernels compiled while a model loads.
 *
 * <p>Vector code that is not compiled yet makes an object of every vector: without this, most of a first inference is
 * spent in such code.
 */
/*
 * The virtual machine takes a method up for its optimising compiler after some hundreds of calls and fifteen thousand
 * rounds of its loops, counted once a first compiler has made code that counts. So calls come in batches with rests for
 * the compilers, few enough that what lies behind the objects is not taken up before the kernels are; and kernels come
 * before the operations that use them. How often loops go round here is what the compiler then takes them for: calls
 * with nothing to do would be cheaper, and leave kernels 5 % slower for good.
 */
final class WarmUp implements Runnable {
  /** Calls of every kernel between two rests. */
  private static final int CALLS = 60;
  /** Calls before the first rest, of a few rounds each. */
  private static final int FIRST_CALLS = 250;
  private static final int FIRST_DEPTH = 4;
  private static final int DEPTH = 24;
  /** Rounds of whole operations between two rests, and how often. */
  private static final int ROUNDS = 25;
  private static final int BATCHES = 50;
  private static final int INPUTS = 24;

  /** A call of a compiled kernel takes a microsecond, of one that makes objects some hundreds. */
  private static final long FAST_NANOS = 20_000;
  private static final long REST_NANOS = 10_000_000;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final BooleanSupplier stopped;
  private final float[] a = new float[Species.TILE_ROWS * DEPTH];
  private final float[] b = new float[Species.TILE_COLS * DEPTH];
  private final float[] c = new float[Species.TILE_COLS * Species.TILE_ROWS];

  /** @param stopped asked between calls */
  WarmUp(BooleanSupplier stopped) {
    this.stopped = stopped;
  }

  /** Starts it in the background. */
  static void start(BooleanSupplier stopped) {
    Thread.ofPlatform().daemon().name("xclip4j-warm-up").start(new WarmUp(stopped));
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    for (int call = 0; call < FIRST_CALLS && !stopped.getAsBoolean(); call++) {
      kernels(FIRST_DEPTH);
    }
    while (!stopped.getAsBoolean() && System.nanoTime() - start < LONGEST_WAIT_NANOS) {
      LockSupport.parkNanos(REST_NANOS);
      for (int call = 0; call < CALLS; call++) {
        kernels(DEPTH);
      }
      long before = System.nanoTime();
      kernels(DEPTH);
      if (System.nanoTime() - before < FAST_NANOS) {
        break;
      }
    }
    operations();
  }

  private void kernels(int depth) {
    for (int rows = Species.TILE_ROWS; rows > 0; rows -= 4) {
      MicroKernel.accumulate(rows, a, 0, rows, b, 0, Species.TILE_COLS, depth, c, 0);
    }
    MicroKernel.oneRow(a, 0, 1, b, 0, 0, depth, c, 0, 0);
    MicroKernel.twoRows(a, 0, 2, b, 0, 0, depth, c, 0, 0);
  }

  private void operations() {
    int width = Species.TILE_COLS;
    int[] heights = {Species.TILE_ROWS, Species.kernelRows(8), 4};
    Tensor x = tensor(Species.TILE_ROWS, INPUTS);
    Tensor y = tensor(Species.TILE_ROWS, width);
    Tensor z = tensor(Species.TILE_ROWS, width);
    Tensor row = tensor(1, width);
    SimdLinear weights = new SimdLinear(width, INPUTS, new FloatPanels(width, INPUTS), new float[width]);
    Linear layer = new Linear(Lease.NONE, weights, width, INPUTS);
    try (WorkerPool pool = new WorkerPool(1)) {
      SimdOps ops = new SimdOps(pool, new Scratch[] {new Scratch()});
      for (int round = 0; round < BATCHES * ROUNDS && !stopped.getAsBoolean(); round++) {
        if (round % ROUNDS == 0) {
          LockSupport.parkNanos(REST_NANOS);
        }
        Tensor some = x.slice(0, heights[round % heights.length]);
        Tensor out = y.slice(0, some.rows());
        ops.linear(out, some, layer, round % 2 == 0 ? Activation.QUICK_GELU : Activation.NONE);
        ops.linearAdd(out, some, layer);
        ops.layerNorm(z, y, row, row, 1e-5f);
        ops.attention(z, y, y, y, 1, Mask.NONE);
        ops.add(y, z);
      }
    }
  }

  private Tensor tensor(int rows, int cols) {
    return Tensor.dense(new HeapMemory(new float[rows * cols]), 0, 1, rows, cols);
  }
}
