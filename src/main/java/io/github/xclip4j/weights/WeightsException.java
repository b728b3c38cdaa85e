package io.github.xclip4j.weights;

import java.io.IOException;

/**
 * Weights that cannot be used: a file that contradicts itself, a tensor that is missing or of another shape than the
 * model needs. The message is for people: what, where, both values, remedy.
 */
public final class WeightsException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Weights that cannot be used. */
  public WeightsException(String message) {
    super(message);
  }

  /** Weights that cannot be used, as something else found. */
  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
