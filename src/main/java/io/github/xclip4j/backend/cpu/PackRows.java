package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.Species.TILE_ROWS;

import io.github.xclip4j.backend.Tensor;

/**
 * Rows rearranged for the micro-kernel: {@code [rows/TILE_ROWS][k][TILE_ROWS]}, the last panel with as many rows as the
 * kernel that computes it. One task packs one panel.
 *
 * @param x any stack; its rows are counted through
 * @param first the first of {@code count} rows
 */
/*
 * Four rows at a time: few enough that rows at a distance of a multiple of 4096 bytes do not push each other out of the
 * level-1 cache. With a constant distance between stores the compiler checks bounds before the loop.
 */
record PackRows(Tensor x, int first, int count, float[] packed) implements WorkerPool.Tasks {
  @Override
  public void run(int panel, int worker) {
    int depth = x.cols();
    int firstRow = panel * TILE_ROWS;
    int stride = Species.kernelRows(count - firstRow);
    float[] from = CpuMemory.values(x);
    for (int r = 0; r < stride; r += 4) {
      int row = firstRow + r;
      int a = start(row);
      int b = start(row + 1);
      int c = start(row + 2);
      int d = start(row + 3);
      int to = firstRow * depth + r;
      if (stride == 12) {
        four12(from, a, b, c, d, depth, packed, to);
      } else {
        four(from, a, b, c, d, depth, packed, to, stride);
      }
    }
  }

  /** Where a row starts; the last row stands in for those behind it, whose products nobody reads. */
  private int start(int row) {
    int flat = first + Math.min(row, count - 1);
    return CpuMemory.at(x, flat / x.rows(), flat % x.rows());
  }

  private static void four12(float[] x, int a, int b, int c, int d, int depth, float[] to, int start) {
    for (int k = 0; k < depth; k++) {
      int at = start + 12 * k;
      to[at] = x[a + k];
      to[at + 1] = x[b + k];
      to[at + 2] = x[c + k];
      to[at + 3] = x[d + k];
    }
  }

  private static void four(float[] x, int a, int b, int c, int d, int depth, float[] to, int start, int stride) {
    for (int k = 0; k < depth; k++) {
      int at = start + stride * k;
      to[at] = x[a + k];
      to[at + 1] = x[b + k];
      to[at + 2] = x[c + k];
      to[at + 3] = x[d + k];
    }
  }
}
