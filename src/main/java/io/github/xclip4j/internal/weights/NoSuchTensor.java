package io.github.xclip4j.internal.weights;

import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;

/** The message for a name that is not there. */
public final class NoSuchTensor {
  private NoSuchTensor() {}

  /** For a source that has no tensor of a name. */
  public static WeightsException named(String name, WeightSource source) {
    return new WeightsException("no tensor " + name + " in " + source.description() + ", which has "
        + source.names().size() + " tensors: is this another model's file?");
  }
}
