package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;

import jdk.incubator.vector.FloatVector;

/**
 * {@link TileKernel} for one row and two: several panels of the right operand at once, so that eight chains of sums hide
 * the latency of each, while the weights stream past once.
 */
final class RowKernel {
  /** Rows of the largest of these kernels. */
  static final int MOST_ROWS = 2;

  /** {@link PackedRows} pads a panel of one or two rows to four. */
  private static final int A_STRIDE = 4;

  private RowKernel() {}

  /** Panels that a call computes. */
  static int panels(int rows) {
    return rows == 1 ? 4 : 2;
  }

  /**
   * {@code c[p][r][n] += Σₖ a[k][r]·b[p][k][n]} for each of {@link #panels} panels p.
   *
   * @param rows 1 or 2
   * @param c (panels, TILE), a tile for each panel
   * @param a (depth, A_STRIDE)
   * @param b (panels, depth, TILE_COLS), {@code bPanel} from panel to panel
   */
  static void accumulate(
      int rows, float[] c, int cStart, float[] a, int aStart, float[] b, int bStart, int bPanel, int depth) {
    if (rows == 1) {
      rows1(c, cStart, a, aStart, b, bStart, bPanel, depth);
    } else {
      rows2(c, cStart, a, aStart, b, bStart, bPanel, depth);
    }
  }

  private static void rows1(
      float[] c, int cStart, float[] a, int aStart, float[] b, int bStart, int bPanel, int depth) {
    FloatVector c00a = FloatVector.fromArray(FLOATS, c, cStart);
    FloatVector c00b = FloatVector.fromArray(FLOATS, c, cStart + LANES);
    FloatVector c01a = FloatVector.fromArray(FLOATS, c, cStart + TILE);
    FloatVector c01b = FloatVector.fromArray(FLOATS, c, cStart + TILE + LANES);
    FloatVector c02a = FloatVector.fromArray(FLOATS, c, cStart + 2 * TILE);
    FloatVector c02b = FloatVector.fromArray(FLOATS, c, cStart + 2 * TILE + LANES);
    FloatVector c03a = FloatVector.fromArray(FLOATS, c, cStart + 3 * TILE);
    FloatVector c03b = FloatVector.fromArray(FLOATS, c, cStart + 3 * TILE + LANES);
    int ai = aStart;
    int b0 = bStart;
    int b1 = bStart + bPanel;
    int b2 = bStart + 2 * bPanel;
    int b3 = bStart + 3 * bPanel;
    for (int k = 0; k < depth; k++) {
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai]);
      FloatVector left0 = FloatVector.fromArray(FLOATS, b, b0);
      FloatVector right0 = FloatVector.fromArray(FLOATS, b, b0 + LANES);
      c00a = a0.fma(left0, c00a);
      c00b = a0.fma(right0, c00b);
      b0 += TILE_COLS;
      FloatVector left1 = FloatVector.fromArray(FLOATS, b, b1);
      FloatVector right1 = FloatVector.fromArray(FLOATS, b, b1 + LANES);
      c01a = a0.fma(left1, c01a);
      c01b = a0.fma(right1, c01b);
      b1 += TILE_COLS;
      FloatVector left2 = FloatVector.fromArray(FLOATS, b, b2);
      FloatVector right2 = FloatVector.fromArray(FLOATS, b, b2 + LANES);
      c02a = a0.fma(left2, c02a);
      c02b = a0.fma(right2, c02b);
      b2 += TILE_COLS;
      FloatVector left3 = FloatVector.fromArray(FLOATS, b, b3);
      FloatVector right3 = FloatVector.fromArray(FLOATS, b, b3 + LANES);
      c03a = a0.fma(left3, c03a);
      c03b = a0.fma(right3, c03b);
      b3 += TILE_COLS;
      ai += A_STRIDE;
    }
    c00a.intoArray(c, cStart);
    c00b.intoArray(c, cStart + LANES);
    c01a.intoArray(c, cStart + TILE);
    c01b.intoArray(c, cStart + TILE + LANES);
    c02a.intoArray(c, cStart + 2 * TILE);
    c02b.intoArray(c, cStart + 2 * TILE + LANES);
    c03a.intoArray(c, cStart + 3 * TILE);
    c03b.intoArray(c, cStart + 3 * TILE + LANES);
  }

  private static void rows2(
      float[] c, int cStart, float[] a, int aStart, float[] b, int bStart, int bPanel, int depth) {
    FloatVector c00a = FloatVector.fromArray(FLOATS, c, cStart);
    FloatVector c00b = FloatVector.fromArray(FLOATS, c, cStart + LANES);
    FloatVector c01a = FloatVector.fromArray(FLOATS, c, cStart + TILE);
    FloatVector c01b = FloatVector.fromArray(FLOATS, c, cStart + TILE + LANES);
    FloatVector c10a = FloatVector.fromArray(FLOATS, c, cStart + 2 * LANES);
    FloatVector c10b = FloatVector.fromArray(FLOATS, c, cStart + 3 * LANES);
    FloatVector c11a = FloatVector.fromArray(FLOATS, c, cStart + TILE + 2 * LANES);
    FloatVector c11b = FloatVector.fromArray(FLOATS, c, cStart + TILE + 3 * LANES);
    int ai = aStart;
    int b0 = bStart;
    int b1 = bStart + bPanel;
    for (int k = 0; k < depth; k++) {
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai]);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[ai + 1]);
      FloatVector left0 = FloatVector.fromArray(FLOATS, b, b0);
      FloatVector right0 = FloatVector.fromArray(FLOATS, b, b0 + LANES);
      c00a = a0.fma(left0, c00a);
      c00b = a0.fma(right0, c00b);
      c10a = a1.fma(left0, c10a);
      c10b = a1.fma(right0, c10b);
      b0 += TILE_COLS;
      FloatVector left1 = FloatVector.fromArray(FLOATS, b, b1);
      FloatVector right1 = FloatVector.fromArray(FLOATS, b, b1 + LANES);
      c01a = a0.fma(left1, c01a);
      c01b = a0.fma(right1, c01b);
      c11a = a1.fma(left1, c11a);
      c11b = a1.fma(right1, c11b);
      b1 += TILE_COLS;
      ai += A_STRIDE;
    }
    c00a.intoArray(c, cStart);
    c00b.intoArray(c, cStart + LANES);
    c01a.intoArray(c, cStart + TILE);
    c01b.intoArray(c, cStart + TILE + LANES);
    c10a.intoArray(c, cStart + 2 * LANES);
    c10b.intoArray(c, cStart + 3 * LANES);
    c11a.intoArray(c, cStart + TILE + 2 * LANES);
    c11b.intoArray(c, cStart + TILE + 3 * LANES);
  }
}
