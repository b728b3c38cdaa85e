package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** A pre-norm transformer block ({@code XCLIPEncoderLayer}), of the text encoder and of MIT. */
record EncoderLayer(Norm norm1, SelfAttention attention, Norm norm2, Mlp mlp) {
  static EncoderLayer load(
      Parameters parameters, String prefix, int width, int heads, Activation activation, double epsilon)
      throws IOException {
    return new EncoderLayer(
        parameters.norm(prefix + ".layer_norm1", epsilon),
        SelfAttention.load(parameters, prefix + ".self_attn", width, heads),
        parameters.norm(prefix + ".layer_norm2", epsilon),
        Mlp.load(parameters, prefix + ".mlp.fc1", prefix + ".mlp.fc2", activation));
  }

  /**
   * {@code x += attention(norm1(x)); x += mlp(norm2(x))}.
   *
   * @param x (any, any, width)
   * @param stacks views a tensor laid out as {@code x} as the stacks of sequences to attend within
   * @param mask for every stack
   */
  void apply(Context context, Tensor x, Function<Tensor, List<Tensor>> stacks, Mask mask, Probe probe, Encoder encoder,
      int index) {
    try (Context.Scope _ = context.scope()) {
      int width = x.cols();
      Tensor qkv = context.tensor(Use.OPERAND, x.groups(), x.rows(), 3 * width);
      context.ops().linear(qkv, norm1.linearInput(context, x), attention.qkv(), Activation.NONE);
      Tensor attended = context.tensor(Use.OPERAND, x.groups(), x.rows(), width);
      List<Tensor> inputs = stacks.apply(qkv);
      List<Tensor> outputs = stacks.apply(attended);
      for (int i = 0; i < inputs.size(); i++) {
        Tensor stack = inputs.get(i);
        context.ops().attention(outputs.get(i), SelfAttention.queries(stack), SelfAttention.keys(stack),
            SelfAttention.values(stack), attention.heads(), mask);
        if (probe.wantsAttentions()) {
          AttentionProbe.show(context, stack, attention.heads(), mask, probe, encoder, index);
        }
      }
      context.ops().linearAdd(x, attended, attention.out());
    }
    mlp.addTo(context, x, norm2);
  }
}
