package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.config.VisionConfig;
import java.io.IOException;

/**
 * A block of the cross-frame communication transformer ({@code XCLIPVisionEncoderLayer}; section 3.2 of the paper):
 * frames talk to each other through one message token each.
 *
 * <p>Tokens come in the slot layout: every frame has {@code patches + 2} rows, class token, patches, and a slot for its
 * message. A block writes the slot before it reads it, so what a former block left there is never seen, and nothing is
 * concatenated or cut.
 */
record FrameLayer(Linear messageFc, Norm messageNorm, SelfAttention messageAttention, Norm norm1,
    SelfAttention attention, Norm norm2, Mlp mlp) {
  static FrameLayer load(Parameters parameters, String prefix, VisionConfig config) throws IOException {
    int width = config.hiddenSize();
    int heads = config.numAttentionHeads();
    double epsilon = config.layerNormEps();
    return new FrameLayer(
        parameters.linear(prefix + ".message_fc"),
        parameters.norm(prefix + ".message_ln", epsilon),
        SelfAttention.load(parameters, prefix + ".message_attn", width, heads),
        parameters.norm(prefix + ".layer_norm1", epsilon),
        SelfAttention.load(parameters, prefix + ".self_attn", width, heads),
        parameters.norm(prefix + ".layer_norm2", epsilon),
        Mlp.load(parameters, prefix + ".mlp.fc1", prefix + ".mlp.fc2", config.hiddenAct()));
  }

  /**
   * One block.
   *
   * @param x (videos·frames, patches + 2, D) in the slot layout
   * @param videos the number of videos
   * @param updatedRows how many rows, from the class token on, anything later reads: {@code patches + 1}, or 1 in a
   *     last layer whose patches nobody wants
   */
  void apply(Context context, Tensor x, int videos, int updatedRows, Probe probe, int index) {
    writeMessages(context, x, videos);
    int width = x.cols();
    Tensor updated = x.slice(0, updatedRows);
    try (Context.Scope _ = context.scope()) {
      Tensor qkv = context.tensor(Use.OPERAND, x.groups(), x.rows(), 3 * width);
      context.ops().linear(qkv, norm1.linearInput(context, x), attention.qkv(), Activation.NONE);
      Tensor attended = context.tensor(Use.OPERAND, x.groups(), updatedRows, width);
      context.ops().attention(attended, SelfAttention.queries(qkv).slice(0, updatedRows), SelfAttention.keys(qkv),
          SelfAttention.values(qkv), attention.heads(), Mask.NONE);
      if (probe.wantsAttentions()) {
        AttentionProbe.show(context, qkv, attention.heads(), Mask.NONE, probe, Encoder.VISION, index);
      }
      context.ops().linearAdd(updated, attended, attention.out());
    }
    mlp.addTo(context, updated, norm2);
  }

  /** {@code message = fc(class token); message += attention over the frames of a video of norm(message)}. */
  private void writeMessages(Context context, Tensor x, int videos) {
    int frames = x.groups() / videos;
    int width = x.cols();
    Tensor slot = x.slice(x.rows() - 1, 1);
    context.ops().linear(slot, x.slice(0, 1), messageFc, Activation.NONE);
    try (Context.Scope _ = context.scope()) {
      Tensor messages = slot.regroup(videos, frames);
      Tensor qkv = context.tensor(Use.OPERAND, videos, frames, 3 * width);
      context.ops().linear(qkv, messageNorm.linearInput(context, messages), messageAttention.qkv(), Activation.NONE);
      Tensor attended = context.tensor(Use.OPERAND, videos, frames, width);
      context.ops().attention(attended, SelfAttention.queries(qkv), SelfAttention.keys(qkv), SelfAttention.values(qkv),
          messageAttention.heads(), Mask.NONE);
      context.ops().linearAdd(messages, attended, messageAttention.out());
    }
  }
}
