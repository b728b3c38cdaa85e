package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;

/**
 * Rows in the order in which the micro-kernel reads the left side of a product: {@code [rows/TILE_ROWS][cols][TILE_ROWS]},
 * the last panel with as many rows as the kernel that computes it.
 *
 * @param start of the first panel in {@code values}
 * @param rows those of all groups, counted through
 */
/*
 * Whatever is behind the last row is multiplied but never read. Four rows are packed at a time: few enough that rows at a
 * distance of a multiple of 4096 bytes do not push each other out of the level-1 cache. With a constant distance between
 * stores the compiler checks bounds before the loop.
 */
record PackedRows(float[] values, int start, int rows, int cols) implements Tensor.Memory {
  /** Floats that so many rows take. */
  static long elements(long rows, int cols) {
    return (rows + 3) / 4 * 4 * cols;
  }

  /** Whether the rows of a tensor are packed. */
  static boolean hold(Tensor tensor) {
    return tensor.memory() instanceof PackedRows;
  }

  /** What a tensor of {@link io.github.xclip4j.backend.Use#LINEAR_INPUT} is made of. */
  static PackedRows of(Tensor tensor) {
    return (PackedRows) tensor.memory();
  }

  /** Rows lie in panels: only the whole of them can be used. */
  @Override
  public boolean viewable() {
    return false;
  }

  int panels() {
    return (rows + TILE_ROWS - 1) / TILE_ROWS;
  }

  /** Rows of a panel: 4, 8 or 12. */
  int height(int panel) {
    return Species.kernelRows(rows - panel * TILE_ROWS);
  }

  /** Where the values of column {@code col} of a panel start. */
  int at(int panel, int col) {
    return start + panel * TILE_ROWS * cols + col * height(panel);
  }

  /**
   * Packs a panel of any stack's rows.
   *
   * @param first the stack's row that is row 0 here
   */
  void pack(int panel, Tensor x, int first) {
    for (int r = 0; r < height(panel); r += 4) {
      int row = first + panel * TILE_ROWS + r;
      int last = first + rows - 1;
      put(panel, r, 0, cols, HeapMemory.values(x), rowStart(x, row, last), rowStart(x, row + 1, last),
          rowStart(x, row + 2, last), rowStart(x, row + 3, last));
    }
  }

  private static int rowStart(Tensor x, int row, int last) {
    int flat = Math.min(row, last);
    return HeapMemory.at(x, flat / x.rows(), flat % x.rows());
  }

  /**
   * Packs parts of four rows.
   *
   * @param row the first of them in the panel, a multiple of 4
   * @param col where the parts belong
   * @param count their length
   * @param a where the first row's part starts in {@code from}; b, c and d those of the next rows
   */
  void put(int panel, int row, int col, int count, float[] from, int a, int b, int c, int d) {
    int to = at(panel, col) + row;
    four(from, a, b, c, d, count, values, to, height(panel));
  }

  /**
   * {@code to[start + k·stride + i] = } value k of row i, for four rows.
   *
   * @param a where the first row starts in {@code x}
   */
  static void four(float[] x, int a, int b, int c, int d, int count, float[] to, int start, int stride) {
    if (stride == 12) {
      four12(x, a, b, c, d, count, to, start);
    } else {
      fourStrided(x, a, b, c, d, count, to, start, stride);
    }
  }

  private static void four12(float[] x, int a, int b, int c, int d, int count, float[] to, int start) {
    for (int k = 0; k < count; k++) {
      int at = start + 12 * k;
      to[at] = x[a + k];
      to[at + 1] = x[b + k];
      to[at + 2] = x[c + k];
      to[at + 3] = x[d + k];
    }
  }

  private static void fourStrided(float[] x, int a, int b, int c, int d, int count, float[] to, int start, int stride) {
    for (int k = 0; k < count; k++) {
      int at = start + stride * k;
      to[at] = x[a + k];
      to[at + 1] = x[b + k];
      to[at + 2] = x[c + k];
      to[at + 3] = x[d + k];
    }
  }
}
