package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** Sums, dot products and scaling of single rows. */
final class RowMath {
  private static final VectorShuffle<Float> HALF = VectorShuffle.iota(FLOATS, LANES / 2, 1, true);
  private static final VectorShuffle<Float> QUARTER = VectorShuffle.iota(FLOATS, LANES / 4, 1, true);
  private static final VectorShuffle<Float> EIGHTH = VectorShuffle.iota(FLOATS, LANES / 8, 1, true);
  private static final VectorShuffle<Float> SIXTEENTH = VectorShuffle.iota(FLOATS, LANES / 16, 1, true);

  private RowMath() {}

  /** The sum of the lanes, pairwise. The order of the Vector API's own reduction changes when a loop gets compiled. */
  static float sum(FloatVector v) {
    FloatVector sum = v.add(v.rearrange(HALF));
    sum = sum.add(sum.rearrange(QUARTER));
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(EIGHTH));
    }
    if (LANES >= 16) {
      sum = sum.add(sum.rearrange(SIXTEENTH));
    }
    return sum.lane(0);
  }

  /** {@code y += x}. */
  static void add(float[] y, int yStart, float[] x, int xStart, int count) {
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector.fromArray(FLOATS, y, yStart + i).add(FloatVector.fromArray(FLOATS, x, xStart + i))
          .intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] += x[xStart + i];
    }
  }

  /** {@code y += factor·x}, element by element. */
  static void addScaled(float[] y, int yStart, float[] factor, int factorStart, float[] x, int xStart, int count) {
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector.fromArray(FLOATS, x, xStart + i)
          .fma(FloatVector.fromArray(FLOATS, factor, factorStart + i), FloatVector.fromArray(FLOATS, y, yStart + i))
          .intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] = Math.fma(x[xStart + i], factor[factorStart + i], y[yStart + i]);
    }
  }

  /** {@code y = factor·x}. */
  static void scale(float[] y, int yStart, float factor, float[] x, int xStart, int count) {
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector.fromArray(FLOATS, x, xStart + i).mul(factor).intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] = x[xStart + i] * factor;
    }
  }

  /** {@code Σ x·y} in double: for the few sums whose error reaches the result undamped. */
  static double dot(float[] x, int xStart, float[] y, int yStart, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < count - 3; i += 4) {
      a += (double) x[xStart + i] * y[yStart + i];
      b += (double) x[xStart + i + 1] * y[yStart + i + 1];
      c += (double) x[xStart + i + 2] * y[yStart + i + 2];
      d += (double) x[xStart + i + 3] * y[yStart + i + 3];
    }
    for (; i < count; i++) {
      a += (double) x[xStart + i] * y[yStart + i];
    }
    return a + b + (c + d);
  }

  /** {@code y = x/divisor}, rounded once. */
  static void divide(float[] y, int yStart, double divisor, float[] x, int xStart, int count) {
    for (int i = 0; i < count; i++) {
      y[yStart + i] = (float) (x[xStart + i] / divisor);
    }
  }

  /** {@code Σ x}. */
  static float sum(float[] x, int start, int count) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    int i = 0;
    for (; i < count - 2 * LANES + 1; i += 2 * LANES) {
      a = FloatVector.fromArray(FLOATS, x, start + i).add(a);
      b = FloatVector.fromArray(FLOATS, x, start + i + LANES).add(b);
    }
    float sum = sum(a.add(b));
    for (; i < count; i++) {
      sum += x[start + i];
    }
    return sum;
  }

  /** {@code Σ (x − mean)²}. Two passes: one-pass variance cancels where |mean| ≫ deviation. */
  static float squaredDeviations(float[] x, int start, int count, float mean) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    int i = 0;
    for (; i < count - 2 * LANES + 1; i += 2 * LANES) {
      FloatVector u = FloatVector.fromArray(FLOATS, x, start + i).sub(mean);
      FloatVector v = FloatVector.fromArray(FLOATS, x, start + i + LANES).sub(mean);
      a = u.fma(u, a);
      b = v.fma(v, b);
    }
    float sum = sum(a.add(b));
    for (; i < count; i++) {
      float deviation = x[start + i] - mean;
      sum = Math.fma(deviation, deviation, sum);
    }
    return sum;
  }

  /** {@code y = (x − mean)·inverse·gamma + beta}. */
  static void affine(float[] y, int yStart, float[] x, int xStart, int count, float mean, float inverse, float[] gamma,
      int gammaStart, float[] beta, int betaStart) {
    int i = 0;
    for (; i < FLOATS.loopBound(count); i += LANES) {
      FloatVector.fromArray(FLOATS, x, xStart + i).sub(mean).mul(inverse)
          .fma(FloatVector.fromArray(FLOATS, gamma, gammaStart + i), FloatVector.fromArray(FLOATS, beta, betaStart + i))
          .intoArray(y, yStart + i);
    }
    for (; i < count; i++) {
      y[yStart + i] = Math.fma((x[xStart + i] - mean) * inverse, gamma[gammaStart + i], beta[betaStart + i]);
    }
  }
}
