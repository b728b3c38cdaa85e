package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.config.VisionConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The cross-frame communication transformer ({@code XCLIPVisionTransformer}; section 3.2 of the paper). */
public final class FrameTower {
  private final VisionConfig config;
  private final Linear patchEmbedding;
  private final Tensor classEmbedding;
  private final Tensor positionEmbedding;
  private final Norm preNorm;
  private final List<FrameLayer> layers = new ArrayList<>();
  private final Norm postNorm;

  /** Takes {@code vision_model.*}. */
  public FrameTower(VisionConfig config, Parameters parameters) throws IOException {
    this.config = config;
    String prefix = "vision_model.";
    patchEmbedding = parameters.linearWithoutBias(prefix + "embeddings.patch_embedding");
    classEmbedding = parameters.row(prefix + "embeddings.class_embedding");
    positionEmbedding = parameters.table(prefix + "embeddings.position_embedding.weight", config.hiddenSize());
    preNorm = Norm.load(parameters, prefix + "pre_layernorm", config.layerNormEps());
    for (int i = 0; i < config.numHiddenLayers(); i++) {
      layers.add(FrameLayer.load(parameters, prefix + "encoder.layers." + i, config));
    }
    postNorm = Norm.load(parameters, prefix + "post_layernorm", config.layerNormEps());
  }

  /** Scratch for the pixels of videos, (videos·frames, channels·height, width). */
  public Tensor pixels(Context context, int videos) {
    return context.tensor(Math.multiplyExact(videos, config.numFrames()), config.numChannels() * config.imageSize(),
        config.imageSize());
  }

  /**
   * Encodes frames; the frames of a video see each other.
   *
   * @param pixels (videos·frames, channels·height, width)
   * @return class token and patches (videos·frames, patches + 1, D) and the normalised class tokens
   *     (videos·frames, 1, D)
   */
  public Encoded encode(Context context, Tensor pixels, Probe probe) {
    int tokens = config.patches() + 1;
    Tensor encoded = encode(context, pixels, tokens, probe);
    return new Encoded(encoded.slice(0, tokens), classTokens(context, encoded));
  }

  /**
   * The normalised class tokens of encoded frames, without the patches: of the last layer only row 0 of every frame is
   * computed.
   *
   * @param pixels (videos·frames, channels·height, width)
   * @return (videos·frames, 1, D)
   */
  Tensor encodeClassTokens(Context context, Tensor pixels) {
    return classTokens(context, encode(context, pixels, 1, Probe.NONE));
  }

  /** @return (videos·frames, patches + 2, D) in the slot layout */
  private Tensor encode(Context context, Tensor pixels, int rowsOfLastLayer, Probe probe) {
    int tokens = config.patches() + 1;
    Tensor x = context.tensor(pixels.groups(), tokens + 1, config.hiddenSize());
    Tensor shown = x.slice(0, tokens);
    embed(context, shown, pixels);
    probe.watch(Encoder.VISION, 0).hiddenState(context, shown);
    for (int i = 0; i < layers.size(); i++) {
      int updated = i == layers.size() - 1 ? rowsOfLastLayer : tokens;
      FrameLayer layer = layers.get(i);
      Watch watch = probe.watch(Encoder.VISION, i);
      context.block(x, () -> layer.apply(context, x, updated, watch));
      probe.watch(Encoder.VISION, i + 1).hiddenState(context, shown);
    }
    return x;
  }

  private void embed(Context context, Tensor x, Tensor pixels) {
    int frames = x.groups();
    try (Context.Scope _ = context.scope()) {
      int values = config.numChannels() * config.patchSize() * config.patchSize();
      Tensor patches = context.tensor(Use.LINEAR_INPUT, frames, config.patches(), values);
      context.ops().patches(patches, pixels, config.numChannels(), config.patchSize());
      context.ops().linear(x.slice(1, config.patches()), patches, patchEmbedding, Activation.NONE);
    }
    context.ops().copy(x.slice(0, 1), classEmbedding.repeat(frames));
    context.ops().add(x, positionEmbedding.repeat(frames));
    preNorm.into(context, x, x);
  }

  private Tensor classTokens(Context context, Tensor encoded) {
    return postNorm.of(context, encoded.slice(0, 1));
  }
}
