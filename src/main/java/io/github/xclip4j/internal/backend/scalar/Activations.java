package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.backend.Activation;

/** The activation functions in double, as {@link Activation} defines them. */
public final class Activations {
  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
  private static final double SELU_LAMBDA = 1.0507009873554804934193349852946;

  private Activations() {}

  public static double apply(Activation activation, double x) {
    return switch (activation) {
      case NONE -> x;
      case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
      case GELU -> 0.5 * x * erfc(-x / Math.sqrt(2));
      case GELU_NEW -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case RELU -> x > 0 || Double.isNaN(x) ? x : 0;
      case SELU -> SELU_LAMBDA * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
    };
  }

  /**
   * The complementary error function to about 1e-15 relative: the Taylor series of erf for small arguments, the
   * continued fraction of erfc (Abramowitz and Stegun 7.1.5 and 7.1.14) for large ones.
   */
  static double erfc(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (x < 0) {
      return 2 - erfc(-x);
    }
    if (x > 27) {
      return 0;
    }
    if (x < 2) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return 1 - 2 / Math.sqrt(Math.PI) * sum;
    }
    double fraction = x;
    for (int n = 120; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}
