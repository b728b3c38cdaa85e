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

  /** For a source that is asked for a tensor it does not have. */
  public static WeightsException noSuchTensor(String name, WeightSource source) {
    return new WeightsException("no tensor " + name + " in " + source.description() + ", which has "
        + source.names().size() + " tensors: is this another model's file?");
  }
}
