package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;

/** Is shown what passes between the layers of a forward pass. */
public interface Probe {
  /** Looks at nothing. */
  Probe NONE = new Probe() {
    @Override
    public Watch watch(Encoder encoder, int index) {
      return Watch.NONE;
    }
  };

  /** Whether {@link #hiddenState} wants to be called. */
  default boolean wantsHiddenStates() {
    return false;
  }

  /** Whether {@link #attention} wants to be called, which costs an operation and scratch per layer. */
  default boolean wantsAttentions() {
    return false;
  }

  /**
   * The input of the first layer (0) or the output of layer {@code index − 1}.
   *
   * @param hidden (sequences, tokens, width), which the next layer changes
   */
  default void hiddenState(Encoder encoder, int index, Tensor hidden, Context context) {}

  /**
   * The self-attention weights of a layer.
   *
   * @param weights (sequences, heads·tokens, tokens)
   */
  default void attention(Encoder encoder, int layer, Tensor weights, Context context) {}

  /** This probe at one layer. */
  default Watch watch(Encoder encoder, int index) {
    return new Watch(this, encoder, index);
  }
}
