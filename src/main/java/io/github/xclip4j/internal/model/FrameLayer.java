package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import java.io.IOException;

/**
 * A block of the cross-frame communication transformer ({@code XCLIPVisionEncoderLayer}; section 3.2 of the paper):
 * frames talk to each other through one message token each.
 *
 * <p>Tokens are in the slot layout: every frame has {@code patches + 2} rows, which are its class token, its patches,
 * and a slot for its message. A block writes the slot before it reads it, so that it never sees what the previous block
 * left there, and nothing has to be concatenated or split.
 *
 * @param frames T, the frames of a video
 */
record FrameLayer(int frames, Linear messageFc, Norm messageNorm, SelfAttention messageAttention, Norm norm1,
    SelfAttention attention, Norm norm2, Mlp mlp) {
  static FrameLayer load(Parameters parameters, String prefix, VisionConfig config) throws IOException {
    int width = config.hiddenSize();
    int heads = config.numAttentionHeads();
    double epsilon = config.layerNormEps();
    return new FrameLayer(
        config.numFrames(),
        parameters.linear(prefix + ".message_fc"),
        Norm.load(parameters, prefix + ".message_ln", epsilon),
        SelfAttention.load(parameters, prefix + ".message_attn", width, heads),
        Norm.load(parameters, prefix + ".layer_norm1", epsilon),
        SelfAttention.load(parameters, prefix + ".self_attn", width, heads),
        Norm.load(parameters, prefix + ".layer_norm2", epsilon),
        Mlp.load(parameters, prefix + ".mlp.fc1", prefix + ".mlp.fc2", config.hiddenAct()));
  }

  /**
   * One block.
   *
   * @param x (videos·frames, patches + 2, D) in the slot layout
   * @param updatedRows how many rows to update, from the class token on: {@code patches + 1}, or 1 in a last layer
   *     whose patches are not read
   */
  void apply(Context context, Tensor x, int updatedRows, Watch watch) {
    writeMessages(context, x);
    Tensor updated = x.slice(0, updatedRows);
    attention.addTo(context, updated, x, norm1, Mask.NONE, watch);
    mlp.addTo(context, updated, norm2);
  }

  /** {@code message = fc(class token); message += attention over the frames of a video of norm(message)}. */
  private void writeMessages(Context context, Tensor x) {
    Tensor slot = x.slice(x.rows() - 1, 1);
    context.ops().linear(slot, x.slice(0, 1), messageFc, Activation.NONE);
    messageAttention.addTo(context, slot.regroup(x.groups() / frames, frames), messageNorm, Mask.NONE, Watch.NONE);
  }
}
