package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;

import io.github.xclip4j.backend.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The derivatives of the activations on vectors. One exponential in each loop, as in {@link Softmax}. */
final class Slopes {
  private static final float HIGHEST = 88.3f;
  private static final float SELU_LAMBDA = 1.0507010f;
  private static final float SELU_LAMBDA_ALPHA = 1.7580993f;
  /** {@code 1/√(2π)}. */
  private static final float NORMAL = 0.3989423f;

  private Slopes() {}

  /** Replaces {@code count} values, a multiple of the lane count, by the slopes there. */
  static void of(Activation activation, float[] values, int count) {
    switch (activation) {
      case NONE -> none(values, count);
      case QUICK_GELU -> quickGelu(values, count);
      case GELU -> gelu(values, count);
      case GELU_NEW -> geluNew(values, count);
      case RELU -> relu(values, count);
      case SELU -> selu(values, count);
    }
  }

  private static void none(float[] values, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.broadcast(FLOATS, 1f).intoArray(values, i);
    }
  }

  private static void quickGelu(float[] values, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      logisticSlope(x.mul(-1.702f), x.mul(1.702f)).intoArray(values, i);
    }
  }

  private static void geluNew(float[] values, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      FloatVector one = FloatVector.broadcast(FLOATS, 1f);
      FloatVector square = x.mul(x);
      FloatVector cubic = square.fma(FloatVector.broadcast(FLOATS, 0.044715f), one);
      // x·σ(2y) with y = √(2/π)(x + 0.044715x³)
      FloatVector inner = square.fma(FloatVector.broadcast(FLOATS, 3 * 0.044715f), one).mul(x).mul(1.5957691f);
      logisticSlope(x.mul(-1.5957691f).mul(cubic), inner).intoArray(values, i);
    }
  }

  /**
   * {@code s + x·s′ = s·(1 + inner·(1 − s))} with {@code s = 1/(1 + exp(negated))}; {@code 1 − s} as
   * {@code exp(negated)·s}, which does not cancel.
   *
   * @param inner x times the derivative of −negated
   */
  private static FloatVector logisticSlope(FloatVector negated, FloatVector inner) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    FloatVector exponential = VectorMath.exp(negated.blend(HIGHEST, negated.compare(VectorOperators.GT, HIGHEST)));
    FloatVector logistic = one.div(exponential.add(one));
    return logistic.mul(inner.mul(exponential.mul(logistic)).add(one));
  }

  private static void gelu(float[] values, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      FloatVector z = x.abs().mul(0.70710678f);
      FloatVector one = FloatVector.broadcast(FLOATS, 1f);
      FloatVector t = one.div(z.fma(FloatVector.broadcast(FLOATS, 0.45f), one));
      FloatVector sum = VectorMath.erfcTerms(t);
      FloatVector exponential = VectorMath.exp(z.mul(z).neg());
      FloatVector tail = exponential.mul(t).mul(sum).mul(0.5f);
      FloatVector normal = one.sub(tail).blend(tail, x.compare(VectorOperators.LT, 0f));
      x.mul(NORMAL).fma(exponential, normal).intoArray(values, i);
    }
  }

  private static void relu(float[] values, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      FloatVector slope = x.blend(0f, x.compare(VectorOperators.LE, 0f));
      slope.blend(1f, x.compare(VectorOperators.GT, 0f)).intoArray(values, i);
    }
  }

  private static void selu(float[] values, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      FloatVector below = x.blend(0f, x.compare(VectorOperators.GT, 0f));
      VectorMath.exp(below).mul(SELU_LAMBDA_ALPHA).blend(SELU_LAMBDA, x.compare(VectorOperators.GT, 0f))
          .intoArray(values, i);
    }
  }
}
