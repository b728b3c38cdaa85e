package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;

import jdk.incubator.vector.FloatVector;

/** Loops over single rows that only adjoints and the optimizer need; {@link RowMath} has the others. */
final class AdjointMath {
  private AdjointMath() {}

  /** {@code y = x·factor}, element by element. */
  static void multiply(float[] y, int yStart, float[] x, int xStart, float[] factor, int factorStart, int count) {
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector.fromArray(FLOATS, x, xStart + i).mul(FloatVector.fromArray(FLOATS, factor, factorStart + i))
          .intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] = x[xStart + i] * factor[factorStart + i];
    }
  }

  /** {@code y += factor·x}. */
  static void addMultiple(float[] y, int yStart, float factor, float[] x, int xStart, int count) {
    FloatVector factors = FloatVector.broadcast(FLOATS, factor);
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector.fromArray(FLOATS, x, xStart + i).fma(factors, FloatVector.fromArray(FLOATS, y, yStart + i))
          .intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] = Math.fma(x[xStart + i], factor, y[yStart + i]);
    }
  }

  /** {@code y += (x − mean)·inverse·d}. */
  static void addNormalized(
      float[] y, int yStart, float[] x, int xStart, float mean, float inverse, float[] d, int dStart, int count) {
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector.fromArray(FLOATS, x, xStart + i).sub(mean).mul(inverse)
          .fma(FloatVector.fromArray(FLOATS, d, dStart + i), FloatVector.fromArray(FLOATS, y, yStart + i))
          .intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] = Math.fma((x[xStart + i] - mean) * inverse, d[dStart + i], y[yStart + i]);
    }
  }

  /** {@code Σ x·y}. */
  static float dot(float[] x, int xStart, float[] y, int yStart, int count) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    int i = 0;
    for (; i < count - 2 * LANES + 1; i += 2 * LANES) {
      a = FloatVector.fromArray(FLOATS, x, xStart + i).fma(FloatVector.fromArray(FLOATS, y, yStart + i), a);
      b = FloatVector.fromArray(FLOATS, x, xStart + i + LANES)
          .fma(FloatVector.fromArray(FLOATS, y, yStart + i + LANES), b);
    }
    float sum = RowMath.sum(a.add(b));
    for (; i < count; i++) {
      sum = Math.fma(x[xStart + i], y[yStart + i], sum);
    }
    return sum;
  }

  /**
   * {@code y = gamma·d}, and its sums: {@code Σ y}, then {@code Σ (x − mean)·y}.
   *
   * @param sums receives the two
   */
  static void slopes(float[] y, float[] gamma, int gammaStart, float[] d, int dStart, float[] x, int xStart, float mean,
      float[] sums, int count) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector slope =
          FloatVector.fromArray(FLOATS, gamma, gammaStart + i).mul(FloatVector.fromArray(FLOATS, d, dStart + i));
      slope.intoArray(y, i);
      a = a.add(slope);
      b = FloatVector.fromArray(FLOATS, x, xStart + i).sub(mean).fma(slope, b);
    }
    sums[0] = RowMath.sum(a);
    sums[1] = RowMath.sum(b);
    for (; i < count; i++) {
      y[i] = gamma[gammaStart + i] * d[dStart + i];
      sums[0] += y[i];
      sums[1] = Math.fma(x[xStart + i] - mean, y[i], sums[1]);
    }
  }

  /** {@code y = (y − offset − (x − mean)·slope)·factor}. */
  static void project(
      float[] y, int yStart, float offset, float[] x, int xStart, float mean, float slope, float factor, int count) {
    FloatVector slopes = FloatVector.broadcast(FLOATS, -slope);
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector rest = FloatVector.fromArray(FLOATS, y, yStart + i).sub(offset);
      FloatVector.fromArray(FLOATS, x, xStart + i).sub(mean).fma(slopes, rest).mul(factor).intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] = Math.fma(x[xStart + i] - mean, -slope, y[yStart + i] - offset) * factor;
    }
  }

  /** {@code y = p·(d − mean)}. */
  static void weigh(float[] y, int yStart, float[] p, int pStart, float[] d, int dStart, float mean, int count) {
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector.fromArray(FLOATS, d, dStart + i).sub(mean).mul(FloatVector.fromArray(FLOATS, p, pStart + i))
          .intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] = p[pStart + i] * (d[dStart + i] - mean);
    }
  }

  /**
   * One step of AdamW for {@code count} weights.
   *
   * @param m where the means of gradients start in {@code moments}
   * @param v where the means of their squares start
   * @param s where the numbers of the step start in {@code step}, in the order of {@code AdamW.values}
   */
  static void adamw(float[] weight, int w, float[] gradient, int g, float[] moments, int m, int v, float[] step, int s,
      int count) {
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector scaled = FloatVector.fromArray(FLOATS, gradient, g + i).mul(step[s]);
      FloatVector mean = FloatVector.fromArray(FLOATS, moments, m + i).mul(step[s + 2]).add(scaled.mul(step[s + 3]));
      FloatVector square =
          FloatVector.fromArray(FLOATS, moments, v + i).mul(step[s + 4]).add(scaled.mul(scaled).mul(step[s + 5]));
      mean.intoArray(moments, m + i);
      square.intoArray(moments, v + i);
      FloatVector update = mean.mul(step[s + 6]).div(square.sqrt().mul(step[s + 7]).add(step[s + 8]));
      FloatVector.fromArray(FLOATS, weight, w + i).mul(step[s + 1]).sub(update).intoArray(weight, w + i);
    }
    for (; i < count; i++) {
      float scaled = gradient[g + i] * step[s];
      moments[m + i] = moments[m + i] * step[s + 2] + scaled * step[s + 3];
      moments[v + i] = moments[v + i] * step[s + 4] + scaled * scaled * step[s + 5];
      float update =
          moments[m + i] * step[s + 6] / ((float) Math.sqrt(moments[v + i]) * step[s + 7] + step[s + 8]);
      weight[w + i] = weight[w + i] * step[s + 1] - update;
    }
  }
}
