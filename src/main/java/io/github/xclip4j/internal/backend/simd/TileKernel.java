package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of matrix products: a tile of the product of two k-major operands, accumulated in registers.
 *
 * <p>A tile is 4, 8 or 12 rows by {@link Species#TILE_COLS}, two vectors. Every element is one chain of fused
 * multiply-adds in the order of k, so that its value depends neither on the tile's place nor on which of the kernels, those
 * of {@link RowKernel} included, computed it.
 */
/*
 * Parameters come in one order: the tile c, the left operand a, the right operand b, the number of products in each sum,
 * what to prefetch. They are arrays and positions, as an object per call would be an allocation: nothing here is inlined.
 * The loops are written out because the compiler keeps only named locals in registers. On a Zen 4 core with 512-bit
 * vectors each of the three reaches 97 % of the FMA peak from the level-2 cache; 14 rows spill (42 %), and so do 12 with
 * 16 registers. The stride of b is a constant for 4 and 8 rows, which lifts bounds checks out of the loop (17 % with
 * 4 rows at 512 bits, 35 % at 256 and 128); with 12 rows it is a variable, since a constant makes them 4 % slower.
 *
 * Prefetch: the kernel of 12 rows has loads to spare, so it reads b ahead, one value for each k. This spreads the memory
 * traffic of a panel over all tiles before it; otherwise the first tile that needs the panel stalls (4 % of a product of
 * 200 rows). Java has no prefetch instruction, so the values read ahead are summed, and the caller gives the sum to
 * Scratch.consume, which keeps the compiler from eliminating the loads. With 4 and 8 rows prefetching costs more than it
 * saves.
 */
final class TileKernel {
  private TileKernel() {}

  /**
   * {@code c[r][n] += Σₖ a[k][r]·b[k][n]}.
   *
   * @param rows 4, 8 or 12
   * @param c (rows, TILE_COLS), dense
   * @param a (depth, rows), {@code aStride} from k to k + 1
   * @param b (depth, TILE_COLS), dense
   */
  static void accumulate(
      int rows, float[] c, int cStart, float[] a, int aStart, int aStride, float[] b, int bStart, int depth) {
    accumulatePrefetching(rows, c, cStart, a, aStart, aStride, b, bStart, depth, bStart, 0);
  }

  /**
   * {@link #accumulate}, which also prefetches with 12 rows.
   *
   * @param prefetchStart the first position in {@code b} to prefetch
   * @param prefetchStep from there to the next; {@code depth} positions in all
   * @return a dummy for {@link Scratch#consume}
   */
  static float accumulatePrefetching(int rows, float[] c, int cStart, float[] a, int aStart, int aStride, float[] b,
      int bStart, int depth, int prefetchStart, int prefetchStep) {
    switch (rows) {
      case 4 -> rows4(c, cStart, a, aStart, aStride, b, bStart, depth);
      case 8 -> rows8(c, cStart, a, aStart, aStride, b, bStart, depth);
      case 12 -> {
        return rows12(c, cStart, a, aStart, aStride, b, bStart, TILE_COLS, depth, prefetchStart, prefetchStep);
      }
      default -> throw new AssertionError(rows);
    }
    return 0;
  }

  private static void rows4(
      float[] c, int cStart, float[] a, int aStart, int aStride, float[] b, int bStart, int depth) {
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
      bi += TILE_COLS;
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
      float[] c, int cStart, float[] a, int aStart, int aStride, float[] b, int bStart, int depth) {
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
      bi += TILE_COLS;
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

  private static float rows12(float[] c, int cStart, float[] a, int aStart, int aStride, float[] b, int bStart,
      int bStride, int depth, int prefetchStart, int prefetchStep) {
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
    int prefetch = prefetchStart;
    float prefetched = 0;
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
      prefetched += b[prefetch];
      prefetch += prefetchStep;
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
    return prefetched;
  }
}
