package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops: a tile of the product of two k-major operands, accumulated in registers.
 *
 * <p>A tile is 4, 8 or 12 rows by two vectors; for one row and two there are kernels over several panels at once. Every
 * element is one chain of fused multiply-adds in the order of k, so that its value does not depend on which of the kernels
 * computed it, nor on the tile's place. The loops are written out because the compiler keeps only named locals in
 * registers. On a Zen 4 core with 512-bit vectors each of the three reaches 97 % of the FMA peak from the level-2 cache;
 * 14 rows spill (42 %), and so do 12 with 16 registers.
 */
final class MicroKernel {
  private MicroKernel() {}

  /**
   * {@code c[r][n] += Σₖ a[k][r]·b[k][n]}.
   *
   * @param rows 4, 8 or 12
   * @param a values of one k next to each other, {@code aStride} from k to k + 1
   * @param b two vectors per k, {@code bStride} from k to k + 1
   * @param depth the number of products in each sum
   * @param c (rows, two vectors), dense
   */
  static void accumulate(int rows, float[] a, int aStart, int aStride, float[] b, int bStart, int bStride, int depth,
      float[] c, int cStart) {
    accumulate(rows, a, aStart, aStride, b, bStart, bStride, depth, c, cStart, bStart, 0);
  }

  /**
   * The same, while the kernel of 12 rows loads what is wanted later: {@code depth·aheadStep} values of {@code b} from
   * {@code ahead} on, as it has loads to spare. What a product streams from memory is so spread over all its tiles; left
   * to the first tile that uses it, that one waits (4 % of a product of 200 rows).
   *
   * @return a sum that means nothing; it keeps the loads from being dropped where the caller keeps it
   */
  static float accumulate(int rows, float[] a, int aStart, int aStride, float[] b, int bStart, int bStride, int depth,
      float[] c, int cStart, int ahead, int aheadStep) {
    switch (rows) {
      case 4 -> rows4(a, aStart, aStride, b, bStart, bStride, depth, c, cStart);
      case 8 -> rows8(a, aStart, aStride, b, bStart, bStride, depth, c, cStart);
      case 12 -> {
        return rows12(a, aStart, aStride, b, bStart, bStride, depth, c, cStart, ahead, aheadStep);
      }
      default -> throw new AssertionError(rows);
    }
    return 0;
  }

  private static void rows4(
      float[] a, int aStart, int aStride, float[] b, int bStart, int bStride, int depth, float[] c, int cStart) {
    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cStart);
    FloatVector c0b = FloatVector.fromArray(FLOATS, c, cStart + LANES);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cStart + 2 * LANES);
    FloatVector c1b = FloatVector.fromArray(FLOATS, c, cStart + 3 * LANES);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cStart + 4 * LANES);
    FloatVector c2b = FloatVector.fromArray(FLOATS, c, cStart + 5 * LANES);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cStart + 6 * LANES);
    FloatVector c3b = FloatVector.fromArray(FLOATS, c, cStart + 7 * LANES);
    int ai = aStart;
    int bi = bStart;
    for (int k = 0; k < depth; k++) {
      FloatVector left = FloatVector.fromArray(FLOATS, b, bi);
      FloatVector right = FloatVector.fromArray(FLOATS, b, bi + LANES);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai]);
      c0a = a0.fma(left, c0a);
      c0b = a0.fma(right, c0b);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[ai + 1]);
      c1a = a1.fma(left, c1a);
      c1b = a1.fma(right, c1b);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[ai + 2]);
      c2a = a2.fma(left, c2a);
      c2b = a2.fma(right, c2b);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[ai + 3]);
      c3a = a3.fma(left, c3a);
      c3b = a3.fma(right, c3b);
      ai += aStride;
      bi += bStride;
    }
    c0a.intoArray(c, cStart);
    c0b.intoArray(c, cStart + LANES);
    c1a.intoArray(c, cStart + 2 * LANES);
    c1b.intoArray(c, cStart + 3 * LANES);
    c2a.intoArray(c, cStart + 4 * LANES);
    c2b.intoArray(c, cStart + 5 * LANES);
    c3a.intoArray(c, cStart + 6 * LANES);
    c3b.intoArray(c, cStart + 7 * LANES);
  }

  private static void rows8(
      float[] a, int aStart, int aStride, float[] b, int bStart, int bStride, int depth, float[] c, int cStart) {
    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cStart);
    FloatVector c0b = FloatVector.fromArray(FLOATS, c, cStart + LANES);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cStart + 2 * LANES);
    FloatVector c1b = FloatVector.fromArray(FLOATS, c, cStart + 3 * LANES);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cStart + 4 * LANES);
    FloatVector c2b = FloatVector.fromArray(FLOATS, c, cStart + 5 * LANES);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cStart + 6 * LANES);
    FloatVector c3b = FloatVector.fromArray(FLOATS, c, cStart + 7 * LANES);
    FloatVector c4a = FloatVector.fromArray(FLOATS, c, cStart + 8 * LANES);
    FloatVector c4b = FloatVector.fromArray(FLOATS, c, cStart + 9 * LANES);
    FloatVector c5a = FloatVector.fromArray(FLOATS, c, cStart + 10 * LANES);
    FloatVector c5b = FloatVector.fromArray(FLOATS, c, cStart + 11 * LANES);
    FloatVector c6a = FloatVector.fromArray(FLOATS, c, cStart + 12 * LANES);
    FloatVector c6b = FloatVector.fromArray(FLOATS, c, cStart + 13 * LANES);
    FloatVector c7a = FloatVector.fromArray(FLOATS, c, cStart + 14 * LANES);
    FloatVector c7b = FloatVector.fromArray(FLOATS, c, cStart + 15 * LANES);
    int ai = aStart;
    int bi = bStart;
    for (int k = 0; k < depth; k++) {
      FloatVector left = FloatVector.fromArray(FLOATS, b, bi);
      FloatVector right = FloatVector.fromArray(FLOATS, b, bi + LANES);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai]);
      c0a = a0.fma(left, c0a);
      c0b = a0.fma(right, c0b);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[ai + 1]);
      c1a = a1.fma(left, c1a);
      c1b = a1.fma(right, c1b);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[ai + 2]);
      c2a = a2.fma(left, c2a);
      c2b = a2.fma(right, c2b);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[ai + 3]);
      c3a = a3.fma(left, c3a);
      c3b = a3.fma(right, c3b);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[ai + 4]);
      c4a = a4.fma(left, c4a);
      c4b = a4.fma(right, c4b);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[ai + 5]);
      c5a = a5.fma(left, c5a);
      c5b = a5.fma(right, c5b);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[ai + 6]);
      c6a = a6.fma(left, c6a);
      c6b = a6.fma(right, c6b);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[ai + 7]);
      c7a = a7.fma(left, c7a);
      c7b = a7.fma(right, c7b);
      ai += aStride;
      bi += bStride;
    }
    c0a.intoArray(c, cStart);
    c0b.intoArray(c, cStart + LANES);
    c1a.intoArray(c, cStart + 2 * LANES);
    c1b.intoArray(c, cStart + 3 * LANES);
    c2a.intoArray(c, cStart + 4 * LANES);
    c2b.intoArray(c, cStart + 5 * LANES);
    c3a.intoArray(c, cStart + 6 * LANES);
    c3b.intoArray(c, cStart + 7 * LANES);
    c4a.intoArray(c, cStart + 8 * LANES);
    c4b.intoArray(c, cStart + 9 * LANES);
    c5a.intoArray(c, cStart + 10 * LANES);
    c5b.intoArray(c, cStart + 11 * LANES);
    c6a.intoArray(c, cStart + 12 * LANES);
    c6b.intoArray(c, cStart + 13 * LANES);
    c7a.intoArray(c, cStart + 14 * LANES);
    c7b.intoArray(c, cStart + 15 * LANES);
  }

  private static float rows12(float[] a, int aStart, int aStride, float[] b, int bStart, int bStride, int depth,
      float[] c, int cStart, int ahead, int aheadStep) {
    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cStart);
    FloatVector c0b = FloatVector.fromArray(FLOATS, c, cStart + LANES);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cStart + 2 * LANES);
    FloatVector c1b = FloatVector.fromArray(FLOATS, c, cStart + 3 * LANES);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cStart + 4 * LANES);
    FloatVector c2b = FloatVector.fromArray(FLOATS, c, cStart + 5 * LANES);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cStart + 6 * LANES);
    FloatVector c3b = FloatVector.fromArray(FLOATS, c, cStart + 7 * LANES);
    FloatVector c4a = FloatVector.fromArray(FLOATS, c, cStart + 8 * LANES);
    FloatVector c4b = FloatVector.fromArray(FLOATS, c, cStart + 9 * LANES);
    FloatVector c5a = FloatVector.fromArray(FLOATS, c, cStart + 10 * LANES);
    FloatVector c5b = FloatVector.fromArray(FLOATS, c, cStart + 11 * LANES);
    FloatVector c6a = FloatVector.fromArray(FLOATS, c, cStart + 12 * LANES);
    FloatVector c6b = FloatVector.fromArray(FLOATS, c, cStart + 13 * LANES);
    FloatVector c7a = FloatVector.fromArray(FLOATS, c, cStart + 14 * LANES);
    FloatVector c7b = FloatVector.fromArray(FLOATS, c, cStart + 15 * LANES);
    FloatVector c8a = FloatVector.fromArray(FLOATS, c, cStart + 16 * LANES);
    FloatVector c8b = FloatVector.fromArray(FLOATS, c, cStart + 17 * LANES);
    FloatVector c9a = FloatVector.fromArray(FLOATS, c, cStart + 18 * LANES);
    FloatVector c9b = FloatVector.fromArray(FLOATS, c, cStart + 19 * LANES);
    FloatVector c10a = FloatVector.fromArray(FLOATS, c, cStart + 20 * LANES);
    FloatVector c10b = FloatVector.fromArray(FLOATS, c, cStart + 21 * LANES);
    FloatVector c11a = FloatVector.fromArray(FLOATS, c, cStart + 22 * LANES);
    FloatVector c11b = FloatVector.fromArray(FLOATS, c, cStart + 23 * LANES);
    int ai = aStart;
    int bi = bStart;
    int next = ahead;
    float loaded = 0;
    for (int k = 0; k < depth; k++) {
      FloatVector left = FloatVector.fromArray(FLOATS, b, bi);
      FloatVector right = FloatVector.fromArray(FLOATS, b, bi + LANES);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai]);
      c0a = a0.fma(left, c0a);
      c0b = a0.fma(right, c0b);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[ai + 1]);
      c1a = a1.fma(left, c1a);
      c1b = a1.fma(right, c1b);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[ai + 2]);
      c2a = a2.fma(left, c2a);
      c2b = a2.fma(right, c2b);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[ai + 3]);
      c3a = a3.fma(left, c3a);
      c3b = a3.fma(right, c3b);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[ai + 4]);
      c4a = a4.fma(left, c4a);
      c4b = a4.fma(right, c4b);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[ai + 5]);
      c5a = a5.fma(left, c5a);
      c5b = a5.fma(right, c5b);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[ai + 6]);
      c6a = a6.fma(left, c6a);
      c6b = a6.fma(right, c6b);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[ai + 7]);
      c7a = a7.fma(left, c7a);
      c7b = a7.fma(right, c7b);
      FloatVector a8 = FloatVector.broadcast(FLOATS, a[ai + 8]);
      c8a = a8.fma(left, c8a);
      c8b = a8.fma(right, c8b);
      FloatVector a9 = FloatVector.broadcast(FLOATS, a[ai + 9]);
      c9a = a9.fma(left, c9a);
      c9b = a9.fma(right, c9b);
      FloatVector a10 = FloatVector.broadcast(FLOATS, a[ai + 10]);
      c10a = a10.fma(left, c10a);
      c10b = a10.fma(right, c10b);
      FloatVector a11 = FloatVector.broadcast(FLOATS, a[ai + 11]);
      c11a = a11.fma(left, c11a);
      c11b = a11.fma(right, c11b);
      ai += aStride;
      bi += bStride;
      loaded += b[next];
      next += aheadStep;
    }
    c0a.intoArray(c, cStart);
    c0b.intoArray(c, cStart + LANES);
    c1a.intoArray(c, cStart + 2 * LANES);
    c1b.intoArray(c, cStart + 3 * LANES);
    c2a.intoArray(c, cStart + 4 * LANES);
    c2b.intoArray(c, cStart + 5 * LANES);
    c3a.intoArray(c, cStart + 6 * LANES);
    c3b.intoArray(c, cStart + 7 * LANES);
    c4a.intoArray(c, cStart + 8 * LANES);
    c4b.intoArray(c, cStart + 9 * LANES);
    c5a.intoArray(c, cStart + 10 * LANES);
    c5b.intoArray(c, cStart + 11 * LANES);
    c6a.intoArray(c, cStart + 12 * LANES);
    c6b.intoArray(c, cStart + 13 * LANES);
    c7a.intoArray(c, cStart + 14 * LANES);
    c7b.intoArray(c, cStart + 15 * LANES);
    c8a.intoArray(c, cStart + 16 * LANES);
    c8b.intoArray(c, cStart + 17 * LANES);
    c9a.intoArray(c, cStart + 18 * LANES);
    c9b.intoArray(c, cStart + 19 * LANES);
    c10a.intoArray(c, cStart + 20 * LANES);
    c10b.intoArray(c, cStart + 21 * LANES);
    c11a.intoArray(c, cStart + 22 * LANES);
    c11b.intoArray(c, cStart + 23 * LANES);
    return loaded;
  }

  /**
   * {@link #accumulate} for one row and four panels: eight chains of sums hide the latency of each, and the weights
   * stream by once.
   *
   * @param a one value per k, {@code aStride} from k to k + 1
   * @param b panels of two vectors per k, dense, {@code bPanel} from a panel to the next
   * @param c a tile per panel, {@code cPanel} from a tile to the next
   */
  static void oneRow(float[] a, int aStart, int aStride, float[] b, int bStart, int bPanel, int depth, float[] c,
      int cStart, int cPanel) {
    FloatVector c00a = FloatVector.fromArray(FLOATS, c, cStart);
    FloatVector c00b = FloatVector.fromArray(FLOATS, c, cStart + LANES);
    FloatVector c01a = FloatVector.fromArray(FLOATS, c, cStart + cPanel);
    FloatVector c01b = FloatVector.fromArray(FLOATS, c, cStart + cPanel + LANES);
    FloatVector c02a = FloatVector.fromArray(FLOATS, c, cStart + 2 * cPanel);
    FloatVector c02b = FloatVector.fromArray(FLOATS, c, cStart + 2 * cPanel + LANES);
    FloatVector c03a = FloatVector.fromArray(FLOATS, c, cStart + 3 * cPanel);
    FloatVector c03b = FloatVector.fromArray(FLOATS, c, cStart + 3 * cPanel + LANES);
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
      b0 += 2 * LANES;
      FloatVector left1 = FloatVector.fromArray(FLOATS, b, b1);
      FloatVector right1 = FloatVector.fromArray(FLOATS, b, b1 + LANES);
      c01a = a0.fma(left1, c01a);
      c01b = a0.fma(right1, c01b);
      b1 += 2 * LANES;
      FloatVector left2 = FloatVector.fromArray(FLOATS, b, b2);
      FloatVector right2 = FloatVector.fromArray(FLOATS, b, b2 + LANES);
      c02a = a0.fma(left2, c02a);
      c02b = a0.fma(right2, c02b);
      b2 += 2 * LANES;
      FloatVector left3 = FloatVector.fromArray(FLOATS, b, b3);
      FloatVector right3 = FloatVector.fromArray(FLOATS, b, b3 + LANES);
      c03a = a0.fma(left3, c03a);
      c03b = a0.fma(right3, c03b);
      b3 += 2 * LANES;
      ai += aStride;
    }
    c00a.intoArray(c, cStart);
    c00b.intoArray(c, cStart + LANES);
    c01a.intoArray(c, cStart + cPanel);
    c01b.intoArray(c, cStart + cPanel + LANES);
    c02a.intoArray(c, cStart + 2 * cPanel);
    c02b.intoArray(c, cStart + 2 * cPanel + LANES);
    c03a.intoArray(c, cStart + 3 * cPanel);
    c03b.intoArray(c, cStart + 3 * cPanel + LANES);
  }

  /** {@link #oneRow} for two rows, next to each other in {@code a}, and two panels. */
  static void twoRows(float[] a, int aStart, int aStride, float[] b, int bStart, int bPanel, int depth, float[] c,
      int cStart, int cPanel) {
    FloatVector c00a = FloatVector.fromArray(FLOATS, c, cStart);
    FloatVector c00b = FloatVector.fromArray(FLOATS, c, cStart + LANES);
    FloatVector c01a = FloatVector.fromArray(FLOATS, c, cStart + cPanel);
    FloatVector c01b = FloatVector.fromArray(FLOATS, c, cStart + cPanel + LANES);
    FloatVector c10a = FloatVector.fromArray(FLOATS, c, cStart + 2 * LANES);
    FloatVector c10b = FloatVector.fromArray(FLOATS, c, cStart + 3 * LANES);
    FloatVector c11a = FloatVector.fromArray(FLOATS, c, cStart + cPanel + 2 * LANES);
    FloatVector c11b = FloatVector.fromArray(FLOATS, c, cStart + cPanel + 3 * LANES);
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
      b0 += 2 * LANES;
      FloatVector left1 = FloatVector.fromArray(FLOATS, b, b1);
      FloatVector right1 = FloatVector.fromArray(FLOATS, b, b1 + LANES);
      c01a = a0.fma(left1, c01a);
      c01b = a0.fma(right1, c01b);
      c11a = a1.fma(left1, c11a);
      c11b = a1.fma(right1, c11b);
      b1 += 2 * LANES;
      ai += aStride;
    }
    c00a.intoArray(c, cStart);
    c00b.intoArray(c, cStart + LANES);
    c01a.intoArray(c, cStart + cPanel);
    c01b.intoArray(c, cStart + cPanel + LANES);
    c10a.intoArray(c, cStart + 2 * LANES);
    c10b.intoArray(c, cStart + 3 * LANES);
    c11a.intoArray(c, cStart + cPanel + 2 * LANES);
    c11b.intoArray(c, cStart + cPanel + 3 * LANES);
  }
}
