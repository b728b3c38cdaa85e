package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;

import io.github.xclip4j.backend.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential and the activations on vectors.
 *
 * <p>{@link #exp} is within 1.1 ulp on [−87.3, 88.3], 0 below and meaningless above; NaN stays NaN.
 */
/*
 * eˣ = 2ⁿ·eʳ with n = round(x/ln 2): adding 1.5·2²³ rounds and leaves n in the low bits, which a shift moves to the
 * exponent. ln 2 is subtracted in two parts so that r is exact to float: LN2_HIGH and LN2_LOW are C1 and C2 of expf in Moshier's
 * Cephes library. (eʳ − 1 − r)/r² is a polynomial fitted to
 * 3e-9 of eʳ on |r| ≤ ½ ln 2. max and min are written as blends: the Vector API's own treat NaN and −0 in five
 * instructions.
 */
final class VectorMath {
  static final float LOG2_E = 1.44269504f;
  static final float ROUNDER = 0x1.8p23f;
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float E2 = 0.5f;
  static final float E3 = 0.16666518f;
  static final float E4 = 0.041666206f;
  static final float E5 = 0.008368891f;
  static final float E6 = 0.0013950483f;
  static final float LOWEST = -87.3f;
  private static final float HIGHEST = 88.3f;

  /** {@code erfc(z)·exp(z²)/t} as a polynomial in {@code t = 1/(1 + 0.45z)}: 1.2e-8 relative for 0 ≤ z ≤ 9.5. */
  private static final float[] ERFC = {
      0.25386664f, 0.2542843f, 0.22463709f, 0.19350031f, 0.063876584f, 0.08734631f, 0.0052698846f, -0.19459493f,
      0.1445697f, -0.032755896f
  };

  private static final float SELU_LAMBDA = 1.0507010f;
  private static final float SELU_LAMBDA_ALPHA = 1.7580993f;

  private VectorMath() {}

  /** {@code eˣ}. */
  static FloatVector exp(FloatVector x) {
    FloatVector rounded = x.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUNDER));
    FloatVector r = reduced(x, rounded.sub(ROUNDER));
    FloatVector power = fraction(r).fma(r.mul(r), r).add(1f);
    IntVector scaled = power.reinterpretAsInts().add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23));
    return scaled.reinterpretAsFloats().blend(0f, x.compare(VectorOperators.LT, LOWEST));
  }

  /** {@code eˣ}, the same to the bit as each lane of a vector. */
  static float exp(float x) {
    float rounded = Math.fma(x, LOG2_E, ROUNDER);
    float n = rounded - ROUNDER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float fraction = Math.fma(Math.fma(Math.fma(Math.fma(r, E6, E5), r, E4), r, E3), r, E2);
    float power = Math.fma(fraction, r * r, r) + 1;
    int bits = Float.floatToRawIntBits(power) + (Float.floatToRawIntBits(rounded) << 23);
    return x < LOWEST ? 0 : Float.intBitsToFloat(bits);
  }

  private static FloatVector reduced(FloatVector x, FloatVector n) {
    FloatVector high = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
    return n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), high);
  }

  /** {@code (eʳ − 1 − r)/r²}. */
  private static FloatVector fraction(FloatVector r) {
    FloatVector sum = r.fma(FloatVector.broadcast(FLOATS, E6), FloatVector.broadcast(FLOATS, E5));
    sum = sum.fma(r, FloatVector.broadcast(FLOATS, E4));
    sum = sum.fma(r, FloatVector.broadcast(FLOATS, E3));
    return sum.fma(r, FloatVector.broadcast(FLOATS, E2));
  }

  /** Applies an activation to {@code count} values, a multiple of the lane count. */
  static void activate(Activation activation, float[] values, int start, int count) {
    switch (activation) {
      case NONE -> {}
      case QUICK_GELU -> quickGelu(values, start, count);
      case GELU -> gelu(values, start, count);
      case GELU_NEW -> geluNew(values, start, count);
      case RELU -> relu(values, start, count);
      case SELU -> selu(values, start, count);
    }
  }

  static void quickGelu(float[] values, int start, int count) {
    for (int i = start; i < start + count; i += Species.LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      timesLogistic(x, x.mul(-1.702f)).intoArray(values, i);
    }
  }

  private static void geluNew(float[] values, int start, int count) {
    for (int i = start; i < start + count; i += Species.LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      // ½x(1 + tanh y) = x/(1 + exp(−2y)) with y = √(2/π)(x + 0.044715x³)
      FloatVector cubic = x.mul(x).fma(FloatVector.broadcast(FLOATS, 0.044715f), FloatVector.broadcast(FLOATS, 1f));
      timesLogistic(x, x.mul(-1.5957691f).mul(cubic)).intoArray(values, i);
    }
  }

  /** {@code x/(1 + exp(negated))}. */
  private static FloatVector timesLogistic(FloatVector x, FloatVector negated) {
    FloatVector bounded = negated.blend(HIGHEST, negated.compare(VectorOperators.GT, HIGHEST));
    return x.div(exp(bounded).add(1f));
  }

  private static void relu(float[] values, int start, int count) {
    for (int i = start; i < start + count; i += Species.LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      x.blend(0f, x.compare(VectorOperators.LT, 0f)).intoArray(values, i);
    }
  }

  private static void selu(float[] values, int start, int count) {
    for (int i = start; i < start + count; i += Species.LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      VectorMask<Float> positive = x.compare(VectorOperators.GT, 0f);
      FloatVector below = x.blend(0f, positive);
      below = below.blend(LOWEST, below.compare(VectorOperators.LT, LOWEST));
      // eˣ − 1 = 2ⁿ(eʳ − 1) + (2ⁿ − 1), without the cancellation of a subtraction from eˣ
      FloatVector rounded = below.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUNDER));
      FloatVector r = reduced(below, rounded.sub(ROUNDER));
      FloatVector one = FloatVector.broadcast(FLOATS, 1f);
      FloatVector power = one.reinterpretAsInts()
          .add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
      FloatVector less = fraction(r).fma(r.mul(r), r).fma(power, power.sub(1f));
      less.mul(SELU_LAMBDA_ALPHA).blend(x.mul(SELU_LAMBDA), positive).intoArray(values, i);
    }
  }

  private static void gelu(float[] values, int start, int count) {
    for (int i = start; i < start + count; i += Species.LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      FloatVector z = x.abs().mul(0.70710678f);
      FloatVector one = FloatVector.broadcast(FLOATS, 1f);
      FloatVector t = one.div(z.fma(FloatVector.broadcast(FLOATS, 0.45f), one));
      FloatVector sum = erfcTerms(t);
      FloatVector tail = exp(z.mul(z).neg()).mul(t).mul(sum).mul(0.5f);
      FloatVector normal = one.sub(tail).blend(tail, x.compare(VectorOperators.LT, 0f));
      x.mul(normal).intoArray(values, i);
    }
  }

  /** {@code erfc(z)·exp(z²)/t}. */
  static FloatVector erfcTerms(FloatVector t) {
    FloatVector sum = FloatVector.broadcast(FLOATS, ERFC[ERFC.length - 1]);
    for (int term = ERFC.length - 2; term >= 0; term--) {
      sum = t.fma(sum, FloatVector.broadcast(FLOATS, ERFC[term]));
    }
    return sum;
  }
}
