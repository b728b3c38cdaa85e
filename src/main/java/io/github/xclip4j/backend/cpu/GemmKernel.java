package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.Simd.F;
import static io.github.xclip4j.backend.cpu.Simd.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of every matrix product: {@code c += a·b} for up to {@link #ROWS} rows of {@code a} and a panel of
 * {@link #WIDTH} columns of {@code b}.
 */
final class GemmKernel {
  /*
   * A panel of b is k rows of WIDTH values, one behind the other. Rows of a lie anywhere: each is read value by value, so
   * that its cache lines are used up before the next ones are touched, and packing them would only move the same lines
   * once more. Six rows and two vectors are twelve accumulators: they hide the latency of the fused multiply-add, and
   * with 32 vector registers everything stays in registers. With 16 registers C2 spills one of the twelve, so
   * that machines with vectors of 256 bits and less take four rows.
   */

  /** Columns of a panel. */
  static final int WIDTH = 2 * LANES;

  /** Rows computed at once. */
  static final int ROWS = F.vectorBitSize() >= 512 ? 6 : 4;

  private GemmKernel() {}

  /**
   * {@code c[r, 0:WIDTH] += Σ a[at[first + r] + i] · b[panel + i·WIDTH : +WIDTH]} for {@code i < k}.
   *
   * @param at where the rows of {@code a} start
   * @param rows of {@code a}, any number
   * @param to where the first row of {@code c} starts; rows are {@code stride} apart
   */
  static void multiply(float[] a, int[] at, int first, int rows, float[] b, int panel, int k, float[] c, int to,
      int stride) {
    int row = 0;
    for (; row + ROWS <= rows; row += ROWS) {
      if (ROWS == 6) {
        rows6(a, at, first + row, b, panel, k, c, to + row * stride, stride);
      } else {
        rows4(a, at, first + row, b, panel, k, c, to + row * stride, stride);
      }
    }
    if (rows - row >= 4) {
      rows4(a, at, first + row, b, panel, k, c, to + row * stride, stride);
      row += 4;
    }
    if (rows - row >= 2) {
      rows2(a, at, first + row, b, panel, k, c, to + row * stride, stride);
      row += 2;
    }
    if (rows - row >= 1) {
      rows1(a, at, first + row, b, panel, k, c, to + row * stride);
    }
  }

  private static void rows6(float[] a, int[] at, int first, float[] b, int panel, int k, float[] c, int to, int stride) {
    int a0 = at[first];
    int a1 = at[first + 1];
    int a2 = at[first + 2];
    int a3 = at[first + 3];
    int a4 = at[first + 4];
    int a5 = at[first + 5];
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    FloatVector c10 = FloatVector.zero(F);
    FloatVector c11 = FloatVector.zero(F);
    FloatVector c20 = FloatVector.zero(F);
    FloatVector c21 = FloatVector.zero(F);
    FloatVector c30 = FloatVector.zero(F);
    FloatVector c31 = FloatVector.zero(F);
    FloatVector c40 = FloatVector.zero(F);
    FloatVector c41 = FloatVector.zero(F);
    FloatVector c50 = FloatVector.zero(F);
    FloatVector c51 = FloatVector.zero(F);
    int at0 = panel;
    for (int i = 0; i < k; i++) {
      FloatVector b0 = FloatVector.fromArray(F, b, at0);
      FloatVector b1 = FloatVector.fromArray(F, b, at0 + LANES);
      at0 += WIDTH;
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + i]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + i]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + i]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
    }
    store(c00, c01, c, to);
    store(c10, c11, c, to + stride);
    store(c20, c21, c, to + 2 * stride);
    store(c30, c31, c, to + 3 * stride);
    store(c40, c41, c, to + 4 * stride);
    store(c50, c51, c, to + 5 * stride);
  }

  private static void rows4(float[] a, int[] at, int first, float[] b, int panel, int k, float[] c, int to, int stride) {
    int a0 = at[first];
    int a1 = at[first + 1];
    int a2 = at[first + 2];
    int a3 = at[first + 3];
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    FloatVector c10 = FloatVector.zero(F);
    FloatVector c11 = FloatVector.zero(F);
    FloatVector c20 = FloatVector.zero(F);
    FloatVector c21 = FloatVector.zero(F);
    FloatVector c30 = FloatVector.zero(F);
    FloatVector c31 = FloatVector.zero(F);
    int at0 = panel;
    for (int i = 0; i < k; i++) {
      FloatVector b0 = FloatVector.fromArray(F, b, at0);
      FloatVector b1 = FloatVector.fromArray(F, b, at0 + LANES);
      at0 += WIDTH;
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + i]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + i]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + i]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
    }
    store(c00, c01, c, to);
    store(c10, c11, c, to + stride);
    store(c20, c21, c, to + 2 * stride);
    store(c30, c31, c, to + 3 * stride);
  }

  private static void rows2(float[] a, int[] at, int first, float[] b, int panel, int k, float[] c, int to, int stride) {
    int a0 = at[first];
    int a1 = at[first + 1];
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    FloatVector c10 = FloatVector.zero(F);
    FloatVector c11 = FloatVector.zero(F);
    int at0 = panel;
    for (int i = 0; i < k; i++) {
      FloatVector b0 = FloatVector.fromArray(F, b, at0);
      FloatVector b1 = FloatVector.fromArray(F, b, at0 + LANES);
      at0 += WIDTH;
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + i]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + i]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
    }
    store(c00, c01, c, to);
    store(c10, c11, c, to + stride);
  }

  private static void rows1(float[] a, int[] at, int first, float[] b, int panel, int k, float[] c, int to) {
    int a0 = at[first];
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    int at0 = panel;
    for (int i = 0; i < k; i++) {
      FloatVector b0 = FloatVector.fromArray(F, b, at0);
      FloatVector b1 = FloatVector.fromArray(F, b, at0 + LANES);
      at0 += WIDTH;
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + i]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
    }
    store(c00, c01, c, to);
  }

  private static void store(FloatVector left, FloatVector right, float[] c, int to) {
    left.add(FloatVector.fromArray(F, c, to)).intoArray(c, to);
    right.add(FloatVector.fromArray(F, c, to + LANES)).intoArray(c, to + LANES);
  }
}
