package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;

/** A {@link Probe} at one layer of one encoder; costs nothing where the probe wants nothing. */
public record Watch(Probe probe, Encoder encoder, int index) {
  /** Shows nothing. */
  static final Watch NONE = new Watch(Probe.NONE, Encoder.VISION, 0);

  /** Shows what enters this layer, or leaves the one before it. */
  void hiddenState(Context context, Tensor hidden) {
    if (probe.wantsHiddenStates()) {
      probe.hiddenState(encoder, index, hidden, context);
    }
  }

  /** {@link #hiddenState(Context, Tensor)} of packed sequences, once for each length. */
  void hiddenState(Context context, Tensor packed, Sequences sequences) {
    if (probe.wantsHiddenStates()) {
      sequences.stacks(packed).forEach(stack -> probe.hiddenState(encoder, index, stack, context));
    }
  }

  /**
   * Computes and shows the attention weights of this layer.
   *
   * @param inputs queries, keys and values, (sequences, tokens, 3·width)
   */
  void attention(Context context, Tensor inputs, int heads, Mask mask) {
    if (probe.wantsAttentions()) {
      try (Context.Scope _ = context.scope()) {
        Tensor weights = context.tensor(inputs.groups(), heads * inputs.rows(), inputs.rows());
        context.ops().attentionWeights(weights, SelfAttention.queries(inputs), SelfAttention.keys(inputs), heads, mask);
        probe.attention(encoder, index, weights, context);
      }
    }
  }
}
