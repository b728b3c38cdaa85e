package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.Simd.F;
import static io.github.xclip4j.backend.cpu.Simd.LANES;

import io.github.xclip4j.backend.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Functions of one variable over runs of an array, in place. */
final class VectorMath {

  private static final float LOG2_E = 1.44269504088896341f;
  /** ln 2 in two parts, the first with few enough bits that a product with a small integer is exact (Cody and Waite). */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;
  /** Adding and subtracting it rounds to the nearest integer, for |x| below 2²². */
  private static final float ROUNDER = 12582912f;
  /** Below this the result is less than the least normal float: taken as zero. */
  private static final float LOWEST = -87.33654f;

  private static final float HIGHEST = 88.72283f;

  private VectorMath() {}

  /**
   * eˣ to 1.5 units in the last place; 0 where the result would be subnormal, infinity above 88.72, NaN of NaN.
   *
   * <p>2ⁿ·eʳ with |r| ≤ ½ ln 2, and eʳ a polynomial of degree 6 (the minimax coefficients of Cephes' expf).
   */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.blend(LOWEST, x.lt(LOWEST)).blend(HIGHEST, x.compare(VectorOperators.GT, HIGHEST));
    FloatVector shifted = clamped.fma(FloatVector.broadcast(F, LOG2_E), FloatVector.broadcast(F, ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(F, -LN2_HIGH), clamped);
    r = n.fma(FloatVector.broadcast(F, -LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(F, 1.9875691500e-4f);
    p = p.fma(r, FloatVector.broadcast(F, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(F, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(F, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(F, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(F, 5.0000001201e-1f));
    p = p.fma(r.mul(r), r).add(1f);
    // 2ⁿ in two factors, so that n = 128 does not overflow before the product does.
    FloatVector half = shifted.sub(ROUNDER).mul(0.5f).add(ROUNDER).sub(ROUNDER);
    FloatVector result = p.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
    return result.blend(0f, x.lt(LOWEST)).blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, HIGHEST));
  }

  private static FloatVector powerOfTwo(FloatVector n) {
    return n.add(ROUNDER).reinterpretAsInts()
        .lanewise(VectorOperators.ADD, 127 - 0x4B400000)
        .lanewise(VectorOperators.LSHL, 23)
        .reinterpretAsFloats();
  }

  /** Applies an activation to {@code values[from : from+count]}. */
  static void activate(Activation activation, float[] values, int from, int count) {
    switch (activation) {
      case NONE -> { }
      case QUICK_GELU -> quickGelu(values, from, count);
      case RELU -> relu(values, from, count);
      default -> {
        for (int i = from; i < from + count; i++) {
          values[i] = (float) Activations.apply(activation, values[i]);
        }
      }
    }
  }

  private static void quickGelu(float[] values, int from, int count) {
    int i = 0;
    for (; i < F.loopBound(count); i += LANES) {
      quickGelu(FloatVector.fromArray(F, values, from + i)).intoArray(values, from + i);
    }
    if (i < count) {
      var tail = F.indexInRange(i, count);
      quickGelu(FloatVector.fromArray(F, values, from + i, tail)).intoArray(values, from + i, tail);
    }
  }

  private static FloatVector quickGelu(FloatVector x) {
    return x.div(exp(x.mul(-1.702f)).add(1f));
  }

  private static void relu(float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      values[i] = values[i] < 0 ? 0 : values[i];
    }
  }

  /**
   * Replaces a row of scores by {@code exp(score − max)}.
   *
   * @return the sum of what was written
   */
  static float expOfDifferences(float[] values, int from, int count) {
    int bound = F.loopBound(count);
    var tail = F.indexInRange(bound, count);
    FloatVector largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i < bound; i += LANES) {
      FloatVector x = FloatVector.fromArray(F, values, from + i);
      largest = largest.blend(x, x.compare(VectorOperators.GT, largest));
    }
    if (i < count) {
      FloatVector x = FloatVector.fromArray(F, values, from + i, tail);
      largest = largest.blend(x, x.compare(VectorOperators.GT, largest).and(tail));
    }
    float max = largest.reduceLanes(VectorOperators.MAX);
    FloatVector sum = FloatVector.zero(F);
    for (i = 0; i < bound; i += LANES) {
      FloatVector e = exp(FloatVector.fromArray(F, values, from + i).sub(max));
      e.intoArray(values, from + i);
      sum = sum.add(e);
    }
    if (i < count) {
      FloatVector e = exp(FloatVector.fromArray(F, values, from + i, tail).sub(max));
      e.intoArray(values, from + i, tail);
      sum = sum.add(e, tail);
    }
    return Simd.sum(sum);
  }
}
