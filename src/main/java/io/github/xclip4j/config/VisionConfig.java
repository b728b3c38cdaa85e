package io.github.xclip4j.config;

import io.github.xclip4j.backend.Activation;

/**
 * The dimensions of the frame encoder and of the multi-frame integration transformer, MIT ({@code XCLIPVisionConfig});
 * components are named after the keys of {@code vision_config}.
 *
 * @param hiddenSize width of the frame encoder's residual stream
 * @param mitHiddenSize width of the MIT, which is the joint width {@code projection_dim}
 * @param imageSize height and width of a frame in pixels
 * @param patchSize height and width of a patch in pixels
 * @param numFrames frames per video
 * @param hiddenAct of frame encoder and MIT
 * @param layerNormEps of frame encoder and MIT
 */
public record VisionConfig(
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int mitHiddenSize,
    int mitIntermediateSize,
    int mitNumHiddenLayers,
    int mitNumAttentionHeads,
    int numChannels,
    int imageSize,
    int patchSize,
    int numFrames,
    Activation hiddenAct,
    double layerNormEps) {
  private static final int LARGEST_IMAGE = 1 << 15;

  /** Checks the sizes; {@link IllegalArgumentException} names the key, the values and the remedy. */
  public VisionConfig {
    Checks.size("vision_config.hidden_size", hiddenSize);
    Checks.size("vision_config.intermediate_size", intermediateSize);
    Checks.count("vision_config.num_hidden_layers", numHiddenLayers);
    Checks.heads("vision_config.hidden_size", hiddenSize, "vision_config.num_attention_heads", numAttentionHeads);
    Checks.size("vision_config.mit_hidden_size", mitHiddenSize);
    Checks.size("vision_config.mit_intermediate_size", mitIntermediateSize);
    Checks.count("vision_config.mit_num_hidden_layers", mitNumHiddenLayers);
    Checks.heads(
        "vision_config.mit_hidden_size", mitHiddenSize, "vision_config.mit_num_attention_heads", mitNumAttentionHeads);
    Checks.size("vision_config.num_channels", numChannels);
    Checks.size("vision_config.image_size", imageSize);
    Checks.size("vision_config.patch_size", patchSize);
    Checks.size("vision_config.num_frames", numFrames);
    Checks.epsilon("vision_config.layer_norm_eps", layerNormEps);
    if (imageSize < patchSize || imageSize > LARGEST_IMAGE) {
      throw new IllegalArgumentException("vision_config.image_size is " + imageSize
          + ", it must be at least patch_size " + patchSize + " and at most " + LARGEST_IMAGE
          + ": correct one of the two");
    }
  }

  /** The reference's defaults: the frame encoder of {@code microsoft/xclip-base-patch32}. */
  public static VisionConfig defaults() {
    return new VisionConfig(768, 3072, 12, 12, 512, 2048, 1, 8, 3, 224, 32, 8, Activation.QUICK_GELU, 1e-5);
  }

  /** Patches along one side of a frame; pixels past the last whole patch are ignored. */
  public int patchesPerSide() {
    return imageSize / patchSize;
  }

  /** Patches of one frame. */
  public int patches() {
    return patchesPerSide() * patchesPerSide();
  }

  /** This config for another frame size in pixels. */
  public VisionConfig withImageSize(int pixels) {
    return new VisionConfig(hiddenSize, intermediateSize, numHiddenLayers, numAttentionHeads, mitHiddenSize,
        mitIntermediateSize, mitNumHiddenLayers, mitNumAttentionHeads, numChannels, pixels, patchSize, numFrames,
        hiddenAct, layerNormEps);
  }

  /** This config with another number of attention heads in the MIT. */
  public VisionConfig withMitNumAttentionHeads(int heads) {
    return new VisionConfig(hiddenSize, intermediateSize, numHiddenLayers, numAttentionHeads, mitHiddenSize,
        mitIntermediateSize, mitNumHiddenLayers, heads, numChannels, imageSize, patchSize, numFrames, hiddenAct,
        layerNormEps);
  }
}
