package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;

/** Computes attention weights for a probe that wants them. */
final class AttentionProbe {
  private AttentionProbe() {}

  /** @param qkv (sequences, tokens, 3·width) */
  static void show(Context context, Tensor qkv, int heads, Mask mask, Probe probe, Encoder encoder, int layer) {
    try (Context.Scope _ = context.scope()) {
      Tensor weights = context.tensor(qkv.groups(), heads * qkv.rows(), qkv.rows());
      context.ops().attentionWeights(weights, SelfAttention.queries(qkv), SelfAttention.keys(qkv), heads, mask);
      probe.attention(encoder, layer, weights, context);
    }
  }
}
