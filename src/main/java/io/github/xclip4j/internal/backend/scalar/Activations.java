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

  /** The slope at {@code x}; at a corner, that of the left side. */
  static double derivative(Activation activation, double x) {
    return switch (activation) {
      case NONE -> 1;
      case QUICK_GELU -> {
        double logistic = 1 / (1 + Math.exp(-1.702 * x));
        yield logistic + 1.702 * x * logistic * (1 - logistic);
      }
      case GELU -> 0.5 * erfc(-x / Math.sqrt(2)) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      case GELU_NEW -> {
        double tanh = Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
        double inner = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
        yield 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * inner;
      }
      case RELU -> x > 0 ? 1 : x <= 0 ? 0 : x;
      case SELU -> SELU_LAMBDA * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x));
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
