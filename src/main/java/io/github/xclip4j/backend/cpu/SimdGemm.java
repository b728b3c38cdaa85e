package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;

/** {@code x·Wᵀ} with packed weights, divided into tiles of the result. */
final class SimdGemm {
  /*
   * A task owns a block of rows and a run of panels of the result, and goes through it panel by panel: the panel stays
   * in the second-level cache while the block's rows stream past it. The whole of k in one go, so that every element is
   * one chain of additions whatever the blocking.
   */
  private static final int BLOCK_ROWS = 96;

  private final WorkerPool pool;

  SimdGemm(WorkerPool pool) {
    this.pool = pool;
  }

  void multiply(Tensor out, Tensor x, SimdLinear layer, Activation activation, boolean residual) {
    int rows = x.groups() * x.rows();
    int blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
    int panels = layer.panelCount();
    int runs = Math.min(panels, Math.max(1, (4 * pool.threads() + blocks - 1) / blocks));
    pool.run(blocks * runs, task -> {
      int block = task / runs;
      int run = task % runs;
      int first = (int) ((long) block * rows / blocks);
      int last = (int) ((block + 1L) * rows / blocks);
      tile(out, x, layer, activation, residual, first, last - first, (int) ((long) run * panels / runs),
          (int) ((run + 1L) * panels / runs));
    });
  }

  private static void tile(Tensor out, Tensor x, SimdLinear layer, Activation activation, boolean residual,
      int firstRow, int count, int firstPanel, int lastPanel) {
    int width = GemmKernel.WIDTH;
    float[] a = CpuMemory.values(x);
    float[] y = CpuMemory.values(out);
    int[] from = new int[count];
    int[] to = new int[count];
    for (int i = 0; i < count; i++) {
      int group = (firstRow + i) / x.rows();
      int row = (firstRow + i) % x.rows();
      from[i] = CpuMemory.at(x, group, row);
      to[i] = CpuMemory.at(out, group, row);
    }
    float[] tile = new float[count * width];
    for (int panel = firstPanel; panel < lastPanel; panel++) {
      int columns = Math.min(width, layer.outputs() - panel * width);
      for (int i = 0; i < count; i++) {
        System.arraycopy(layer.bias(), panel * width, tile, i * width, width);
      }
      GemmKernel.multiply(a, from, 0, count, layer.panels(), panel * layer.inputs() * width, layer.inputs(), tile, 0,
          width);
      for (int i = 0; i < count; i++) {
        int target = to[i] + panel * width;
        if (residual) {
          add(y, target, tile, i * width, columns);
        } else {
          VectorMath.activate(activation, tile, i * width, columns);
          System.arraycopy(tile, i * width, y, target, columns);
        }
      }
    }
  }

  private static void add(float[] y, int to, float[] tile, int from, int count) {
    for (int i = 0; i < count; i++) {
      y[to + i] += tile[from + i];
    }
  }
}
