package io.github.xclip4j.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import java.util.List;
import java.util.function.Function;

/** A pre-norm transformer block ({@code XCLIPEncoderLayer}), of the text encoder and of MIT. */
record EncoderLayer(Norm norm1, SelfAttention attention, Norm norm2, Mlp mlp) {

  static EncoderLayer load(
      Parameters parameters, String prefix, int width, int heads, Activation activation, double epsilon) {
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
  void apply(Lane lane, Tensor x, Function<Tensor, List<Tensor>> stacks, Mask mask, Probe probe, Encoder encoder,
      int index) {
    try (Lane.Scope _ = lane.scope()) {
      int width = x.cols();
      Tensor qkv = lane.operand(x.groups(), x.rows(), 3 * width);
      lane.ops().linear(qkv, norm1.linearInput(lane, x), attention.qkv(), Activation.NONE);
      Tensor attended = lane.operand(x.groups(), x.rows(), width);
      List<Tensor> inputs = stacks.apply(qkv);
      List<Tensor> outputs = stacks.apply(attended);
      for (int i = 0; i < inputs.size(); i++) {
        Tensor stack = inputs.get(i);
        lane.ops().attention(outputs.get(i), SelfAttention.queries(stack), SelfAttention.keys(stack),
            SelfAttention.values(stack), attention.heads(), mask);
        if (probe.wantsAttentions()) {
          AttentionProbe.show(lane, stack, attention.heads(), mask, probe, encoder, index);
        }
      }
      lane.ops().linearAdd(x, attended, attention.out());
    }
    mlp.addTo(lane, x, norm2);
  }
}
