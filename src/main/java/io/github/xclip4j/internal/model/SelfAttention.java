package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Tensor;
import java.io.IOException;

/**
 * Multi-head self-attention with one fused layer for queries, keys and values ({@code XCLIPAttention}). The scale
 * {@code 1/√headSize} is in the queries' weights.
 *
 * @param qkv width → 3·width: queries, keys, values
 */
record SelfAttention(Linear qkv, Linear out, int heads) {
  static SelfAttention load(Parameters parameters, String prefix, int width, int heads) throws IOException {
    return new SelfAttention(parameters.attentionInputs(prefix, width / heads, "q_proj", "k_proj", "v_proj"),
        parameters.linear(prefix + ".out_proj"), heads);
  }

  static Tensor queries(Tensor qkv) {
    return part(qkv, 0);
  }

  static Tensor keys(Tensor qkv) {
    return part(qkv, 1);
  }

  static Tensor values(Tensor qkv) {
    return part(qkv, 2);
  }

  private static Tensor part(Tensor qkv, int index) {
    int width = qkv.cols() / 3;
    return qkv.columns(index * width, width);
  }
}
