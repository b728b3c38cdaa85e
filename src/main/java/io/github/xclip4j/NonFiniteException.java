package io.github.xclip4j;

/** A result holds NaN or infinity, so the weights or the input do. */
public final class NonFiniteException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  NonFiniteException(String message) {
    super(message);
  }
}
