package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
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
 * The virtual machine takes a method up for its optimising compiler after some thousands of calls, or of rounds of its
 * loops, once it is compiled for counting. Thousands of calls of vector code that make objects would cost more than they
 * are worth, and get the methods behind those objects compiled, too; so all but a few calls of a kernel have nothing to
 * do, and return at once, and batches of calls are apart, for the compilers to catch up. Kernels come before the
 * operations that use them.
 */
final class WarmUp implements Runnable {
  /** Calls with nothing to do for every one with something to do. */
  private static final int IDLE = 1000;
  /** Products of a call with something to do. */
  private static final int DEPTH = 2;
  /** Rounds of whole operations between two rests, and how often. */
  private static final int ROUNDS = 25;
  private static final int BATCHES = 50;
  private static final int INPUTS = 24;

  /** A call of a compiled kernel takes a microsecond, of one that makes objects some hundreds. */
  private static final long FAST_NANOS = 20_000;
  private static final long REST_NANOS = 10_000_000;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final SimdBackend owner;
  private final BooleanSupplier stopped;
  private final float[] a = new float[Species.TILE_ROWS * DEPTH];
  private final float[] b = new float[Species.TILE_COLS * DEPTH];
  private final float[] c = new float[Species.TILE_COLS * Species.TILE_ROWS];

  /** @param stopped asked between calls */
  WarmUp(SimdBackend owner, BooleanSupplier stopped) {
    this.owner = owner;
    this.stopped = stopped;
  }

  /** Starts it in the background. */
  static void start(SimdBackend backend, BooleanSupplier stopped) {
    Thread.ofPlatform().daemon().name("xclip4j-warm-up").start(new WarmUp(backend, stopped));
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    while (!stopped.getAsBoolean() && System.nanoTime() - start < LONGEST_WAIT_NANOS) {
      for (int call = 0; call < IDLE; call++) {
        kernels(0);
      }
      long before = System.nanoTime();
      kernels(DEPTH);
      if (System.nanoTime() - before < FAST_NANOS) {
        break;
      }
      LockSupport.parkNanos(REST_NANOS);
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
    SimdLinear layer = new SimdLinear(owner, width, INPUTS, new FloatPanels(width, INPUTS), new float[width]);
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
    return Tensor.dense(new CpuMemory(owner, new float[rows * cols]), 0, 1, rows, cols);
  }
}
