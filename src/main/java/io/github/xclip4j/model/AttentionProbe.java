package io.github.xclip4j.model;

import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;

/** Computes attention weights for a probe that wants them. */
final class AttentionProbe {
  private AttentionProbe() {}

  /** @param qkv (sequences, tokens, 3·width) */
  static void show(Lane lane, Tensor qkv, int heads, Mask mask, Probe probe, Encoder encoder, int layer) {
    try (Lane.Scope _ = lane.scope()) {
      Tensor weights = lane.tensor(qkv.groups(), heads * qkv.rows(), qkv.rows());
      lane.ops().attentionWeights(weights, SelfAttention.queries(qkv), SelfAttention.keys(qkv), heads, mask);
      probe.attention(encoder, layer, weights, lane);
    }
  }
}
