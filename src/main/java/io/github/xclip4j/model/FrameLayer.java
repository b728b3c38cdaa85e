package io.github.xclip4j.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;

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

  static FrameLayer load(Parameters parameters, String prefix, VisionConfig config) {
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
  void apply(Lane lane, Tensor x, int videos, int updatedRows, Probe probe, int index) {
    writeMessages(lane, x, videos);
    int width = x.cols();
    Tensor updated = x.slice(0, updatedRows);
    try (Lane.Scope _ = lane.scope()) {
      Tensor qkv = lane.operand(x.groups(), x.rows(), 3 * width);
      lane.ops().linear(qkv, norm1.linearInput(lane, x), attention.qkv(), Activation.NONE);
      Tensor attended = lane.operand(x.groups(), updatedRows, width);
      lane.ops().attention(attended, SelfAttention.queries(qkv).slice(0, updatedRows), SelfAttention.keys(qkv),
          SelfAttention.values(qkv), attention.heads(), Mask.NONE);
      if (probe.wantsAttentions()) {
        AttentionProbe.show(lane, qkv, attention.heads(), Mask.NONE, probe, Encoder.VISION, index);
      }
      lane.ops().linearAdd(updated, attended, attention.out());
    }
    mlp.addTo(lane, updated, norm2);
  }

  /** {@code message = fc(class token); message += attention over the frames of a video of norm(message)}. */
  private void writeMessages(Lane lane, Tensor x, int videos) {
    int frames = x.groups() / videos;
    int width = x.cols();
    Tensor slot = x.slice(x.rows() - 1, 1);
    lane.ops().linear(slot, x.slice(0, 1), messageFc, Activation.NONE);
    try (Lane.Scope _ = lane.scope()) {
      Tensor messages = slot.regroup(videos, frames);
      Tensor qkv = lane.operand(videos, frames, 3 * width);
      lane.ops().linear(qkv, messageNorm.linearInput(lane, messages), messageAttention.qkv(), Activation.NONE);
      Tensor attended = lane.operand(videos, frames, width);
      lane.ops().attention(attended, SelfAttention.queries(qkv), SelfAttention.keys(qkv), SelfAttention.values(qkv),
          messageAttention.heads(), Mask.NONE);
      lane.ops().linearAdd(messages, attended, messageAttention.out());
    }
  }
}
