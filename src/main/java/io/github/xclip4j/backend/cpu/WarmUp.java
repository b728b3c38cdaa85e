package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import java.util.function.BooleanSupplier;

/**
 * Gets the kernels compiled while a model loads, by calling them on operands so small that the calls cost little.
 *
 * <p>Vector code that is not compiled yet makes an object of every vector: without this, most of a first inference is
 * spent in such code.
 */
final class WarmUp implements Runnable {
  /** Calls after which the virtual machine's optimising compiler has taken up every kernel. */
  private static final int CALLS = 6000;
  private static final int INPUTS = 24;

  private final SimdBackend owner;
  private final BooleanSupplier stopped;

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
    int width = Species.TILE_COLS;
    int[] heights = {Species.TILE_ROWS, Species.kernelRows(8), 4};
    Tensor x = tensor(Species.TILE_ROWS, INPUTS);
    Tensor y = tensor(Species.TILE_ROWS, width);
    Tensor z = tensor(Species.TILE_ROWS, width);
    Tensor row = tensor(1, width);
    SimdLinear layer = new SimdLinear(owner, width, INPUTS, new FloatPanels(width, INPUTS), new float[width]);
    try (WorkerPool pool = new WorkerPool(1)) {
      SimdOps ops = new SimdOps(pool, new Scratch[] {new Scratch()});
      for (int call = 0; call < CALLS && !stopped.getAsBoolean(); call++) {
        Tensor some = x.slice(0, heights[call % heights.length]);
        Tensor out = y.slice(0, some.rows());
        ops.linear(out, some, layer, call % 2 == 0 ? Activation.QUICK_GELU : Activation.NONE);
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
