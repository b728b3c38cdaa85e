package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import java.io.IOException;

/**
 * A pre-norm transformer block ({@code XCLIPEncoderLayer}), of the text encoder and of MIT:
 * {@code x += attention(norm1(x)); x += mlp(norm2(x))}.
 */
record EncoderLayer(Norm norm1, SelfAttention attention, Norm norm2, Mlp mlp) {
  static EncoderLayer load(
      Parameters parameters, String prefix, int width, int heads, Activation activation, double epsilon)
      throws IOException {
    return new EncoderLayer(
        Norm.load(parameters, prefix + ".layer_norm1", epsilon),
        SelfAttention.load(parameters, prefix + ".self_attn", width, heads),
        Norm.load(parameters, prefix + ".layer_norm2", epsilon),
        Mlp.load(parameters, prefix + ".mlp.fc1", prefix + ".mlp.fc2", activation));
  }

  /**
   * One block over sequences of one length.
   *
   * @param x (sequences, tokens, width)
   */
  void apply(Context context, Tensor x, Mask mask, Watch watch) {
    attention.addTo(context, x, norm1, mask, watch);
    mlp.addTo(context, x, norm2);
  }

  /**
   * One block over packed sequences.
   *
   * @param x (1, tokens, width)
   * @param mask for every {@linkplain Sequences#stacks stack} of sequences
   */
  void apply(Context context, Tensor x, Sequences sequences, Mask mask, Watch watch) {
    attention.addTo(context, x, sequences, norm1, mask, watch);
    mlp.addTo(context, x, norm2);
  }
}
