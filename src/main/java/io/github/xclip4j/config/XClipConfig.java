package io.github.xclip4j.config;

import io.github.xclip4j.backend.Activation;

/**
 * A model's dimensions ({@code XCLIPConfig}); components are named after the keys of {@code config.json}.
 *
 * @param projectionDim the joint width of videos and texts
 * @param promptLayers layers of the video-specific prompt generator
 * @param promptAlpha initial value of the prompt generator's learnt scale; weights override it
 * @param promptHiddenAct activation of the prompt generator's MLP
 * @param logitScaleInitValue initial value of the learnt temperature; weights override it
 */
public record XClipConfig(
    TextConfig text,
    VisionConfig vision,
    int projectionDim,
    int promptLayers,
    double promptAlpha,
    Activation promptHiddenAct,
    int promptNumAttentionHeads,
    double logitScaleInitValue) {
  /** How many attention heads MIT and prompt generator have; see {@link #originalHeads()}. */
  public enum Heads {
    /** The number in the config, with which the reference computes. */
    CONFIG,
    /** The number with which the authors trained. */
    ORIGINAL
  }

  private static final int REFERENCE_HEADS = 8;

  /** Checks that the parts fit together; {@link IllegalArgumentException} names keys, values and the remedy. */
  public XClipConfig {
    Checks.size("projection_dim", projectionDim);
    Checks.count("prompt_layers", promptLayers);
    Checks.finite("prompt_alpha", promptAlpha);
    Checks.heads("projection_dim", projectionDim, "prompt_num_attention_heads", promptNumAttentionHeads);
    Checks.finite("logit_scale_init_value", logitScaleInitValue);
    if (vision.mitHiddenSize() != projectionDim) {
      throw new IllegalArgumentException("vision_config.mit_hidden_size is " + vision.mitHiddenSize()
          + ", projection_dim is " + projectionDim
          + ": the two must be equal, as the MIT reads and writes the joint space; correct one of them");
    }
  }

  /** The reference's defaults: {@code microsoft/xclip-base-patch32}. */
  public static XClipConfig defaults() {
    return fromTextVisionConfigs(TextConfig.defaults(), VisionConfig.defaults());
  }

  /**
   * A config of two encoders, with the reference's defaults for the rest
   * ({@code XCLIPConfig.from_text_vision_configs}). The joint width is that of the MIT, so that the parts fit together.
   */
  public static XClipConfig fromTextVisionConfigs(TextConfig text, VisionConfig vision) {
    return new XClipConfig(
        text, vision, vision.mitHiddenSize(), 2, 0.1, Activation.QUICK_GELU, REFERENCE_HEADS, 2.6592);
  }

  /** This config with another text encoder. */
  public XClipConfig withText(TextConfig other) {
    return new XClipConfig(other, vision, projectionDim, promptLayers, promptAlpha, promptHiddenAct,
        promptNumAttentionHeads, logitScaleInitValue);
  }

  /** This config with another frame encoder. */
  public XClipConfig withVision(VisionConfig other) {
    return new XClipConfig(text, other, projectionDim, promptLayers, promptAlpha, promptHiddenAct,
        promptNumAttentionHeads, logitScaleInitValue);
  }

  /** This config with another number of attention heads in the prompt generator. */
  public XClipConfig withPromptNumAttentionHeads(int heads) {
    return new XClipConfig(text, vision, projectionDim, promptLayers, promptAlpha, promptHiddenAct, heads,
        logitScaleInitValue);
  }

  /**
   * The number of attention heads in MIT and prompt generator with which the authors trained: one for each 64 of the
   * joint width. The reference's conversion wrote 8 for every model, which is wrong for the large ones (12).
   */
  public int originalHeads() {
    return Math.max(1, projectionDim / 64);
  }

  /**
   * Whether this config has the 8 heads in MIT and prompt generator that the reference's conversion wrote, although the
   * authors trained with another number. A config with any other number is taken to be right.
   */
  public boolean headsDifferFromOriginal() {
    return vision.mitNumAttentionHeads() == REFERENCE_HEADS && promptNumAttentionHeads == REFERENCE_HEADS
        && projectionDim % 64 == 0 && originalHeads() != REFERENCE_HEADS;
  }

  /** This config with other attention heads in MIT and prompt generator. */
  public XClipConfig withHeads(Heads heads) {
    return heads == Heads.CONFIG ? this
        : withVision(vision.withMitNumAttentionHeads(originalHeads())).withPromptNumAttentionHeads(originalHeads());
  }
}
