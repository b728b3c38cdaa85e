package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;

/**
 * Rows in the order in which {@link TileKernel} reads the left operand of a product: {@code [rows/TILE_ROWS][cols][TILE_ROWS]},
 * the last panel with as many rows as the kernel that computes it.
 *
 * @param start of the first panel in {@code values}
 * @param rows those of all groups together
 */
/*
 * Padding rows are multiplied; their results are never read. Four rows are packed at a time: few enough that rows whose
 * distance is a multiple of 4096 bytes do not evict each other from the level-1 cache. A stride of 12, that of most panels,
 * has a loop of its own, where it is a constant and the compiler checks bounds once, before the loop; with a stride of 4 the
 * same makes packing a quarter slower.
 */
record PackedRows(float[] values, int start, int rows, int cols) implements Tensor.Memory {
  /** Floats that {@code rows} rows take. */
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
    return Math.ceilDiv(rows, TILE_ROWS);
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
      put(panel, r, 0, HeapMemory.values(x), rowStart(x, row, last), rowStart(x, row + 1, last),
          rowStart(x, row + 2, last), rowStart(x, row + 3, last), cols);
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
   * @param a where the first row's part starts in {@code from}; b, c and d those of the next rows
   * @param count the length of a part
   */
  void put(int panel, int row, int col, float[] from, int a, int b, int c, int d, int count) {
    transpose(values, at(panel, col) + row, height(panel), from, a, b, c, d, count);
  }

  /**
   * {@code to[start + k·stride + i] = } value k of row i, for four rows.
   *
   * @param a where the first row starts in {@code from}; b, c and d those of the next rows
   * @param count the length of a row
   */
  static void transpose(
      float[] to, int start, int stride, float[] from, int a, int b, int c, int d, int count) {
    if (stride == 12) {
      transposeBy12(to, start, from, a, b, c, d, count);
    } else {
      transposeBy(to, start, stride, from, a, b, c, d, count);
    }
  }

  private static void transposeBy12(float[] to, int start, float[] from, int a, int b, int c, int d, int count) {
    for (int k = 0; k < count; k++) {
      int at = start + 12 * k;
      to[at] = from[a + k];
      to[at + 1] = from[b + k];
      to[at + 2] = from[c + k];
      to[at + 3] = from[d + k];
    }
  }

  private static void transposeBy(
      float[] to, int start, int stride, float[] from, int a, int b, int c, int d, int count) {
    for (int k = 0; k < count; k++) {
      int at = start + stride * k;
      to[at] = from[a + k];
      to[at + 1] = from[b + k];
      to[at + 2] = from[c + k];
      to[at + 3] = from[d + k];
    }
  }
}
