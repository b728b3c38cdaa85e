package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Gets the kernels compiled while a model loads.
 *
 * <p>Until it is compiled, vector code makes an object of every vector, and most of a first inference would be spent in it.
 */
/*
 * C2 compiles a method after a few hundred calls and 15,000 loop iterations, counted in the code of C1. Calls come in
 * batches with pauses, so that the kernels are compiled before the boxed vector classes, and kernels come before the
 * operations that use them. The trip counts seen here become C2's profile: empty calls would be cheaper and leave the
 * kernels 5 % slower.
 */
final class WarmUp implements Runnable {
  /** Calls of every kernel before the first pause. */
  private static final int FIRST_CALLS = 250;
  private static final int FIRST_DEPTH = 4;
  /** Calls of every kernel between two pauses. */
  private static final int CALLS_PER_BATCH = 60;
  private static final int DEPTH = 24;
  /** Rounds of whole operations, and how many of them between two pauses. */
  private static final int ROUNDS = 1250;
  private static final int ROUNDS_PER_BATCH = 25;
  private static final int INPUTS = 24;

  /** Compiled kernels take a few microseconds, boxed ones hundreds. */
  private static final long COMPILED_NANOS = 20_000;
  private static final long PAUSE_NANOS = 10_000_000;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final BooleanSupplier stopped;
  private final float[] a = new float[Species.TILE_ROWS * DEPTH];
  private final float[] b = new float[Species.TILE_COLS * DEPTH];
  private final float[] c = new float[RowKernel.panels(1) * Species.TILE];

  /** @param stopped whether the warm-up should end; asked between calls */
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
    while (!stopped.getAsBoolean() && System.nanoTime() - start < LONGEST_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
      for (int call = 0; call < CALLS_PER_BATCH; call++) {
        kernels(DEPTH);
      }
      long before = System.nanoTime();
      kernels(DEPTH);
      if (System.nanoTime() - before < COMPILED_NANOS) {
        break;
      }
    }
    operations();
  }

  private void kernels(int depth) {
    for (int rows = Species.TILE_ROWS; rows > 0; rows -= 4) {
      TileKernel.accumulate(rows, c, 0, a, 0, rows, b, 0, depth);
    }
    for (int rows = 1; rows <= RowKernel.MOST_ROWS; rows++) {
      RowKernel.accumulate(rows, c, 0, a, 0, b, 0, 0, depth);
    }
  }

  private void operations() {
    int width = Species.TILE_COLS;
    int[] heights = {Species.TILE_ROWS, Species.kernelRows(8), 4};
    Tensor x = tensor(Species.TILE_ROWS, INPUTS);
    Tensor y = tensor(Species.TILE_ROWS, width);
    Tensor z = tensor(Species.TILE_ROWS, width);
    Tensor row = tensor(1, width);
    SimdLinear weights = new SimdLinear(width, INPUTS, new FloatPanels(width, INPUTS), new float[width]);
    Linear layer = new Linear(Lease.NONE, weights, width, INPUTS, List.of());
    try (WorkerPool pool = new WorkerPool(1)) {
      SimdOps ops = new SimdOps(pool, new Scratch[] {new Scratch()});
      for (int round = 0; round < ROUNDS && !stopped.getAsBoolean(); round++) {
        if (round % ROUNDS_PER_BATCH == 0) {
          LockSupport.parkNanos(PAUSE_NANOS);
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
