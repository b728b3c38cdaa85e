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

  /** Loads {@code vision_model.*}. */
  public FrameTower(VisionConfig config, Parameters parameters) throws IOException {
    this.config = config;
    String prefix = "vision_model.";
    patchEmbedding = parameters.linearWithoutBias(prefix + "embeddings.patch_embedding");
    classEmbedding = parameters.row(prefix + "embeddings.class_embedding");
    positionEmbedding = parameters.table(prefix + "embeddings.position_embedding.weight", config.hiddenSize());
    preNorm = parameters.norm(prefix + "pre_layernorm", config.layerNormEps());
    for (int i = 0; i < config.numHiddenLayers(); i++) {
      layers.add(FrameLayer.load(parameters, prefix + "encoder.layers." + i, config));
    }
    postNorm = parameters.norm(prefix + "post_layernorm", config.layerNormEps());
  }

  /** P, the patches of a frame. */
  public int patches() {
    int side = config.imageSize() / config.patchSize();
    return side * side;
  }

  /** Encodes frames; every row of the result is valid but the message slots. */
  public Tensor encode(Context context, Tensor pixels, int videos, Probe probe) {
    return encode(context, pixels, videos, probe, patches() + 1);
  }

  /** Encodes frames for their class tokens alone: of the last layer only row 0 of every frame is computed. */
  public Tensor encodeClassTokens(Context context, Tensor pixels, int videos) {
    return encode(context, pixels, videos, Probe.NONE, 1);
  }

  /**
   * @param pixels (videos·frames, channels·height, width)
   * @return (videos·frames, patches + 2, D) in the slot layout
   */
  private Tensor encode(Context context, Tensor pixels, int videos, Probe probe, int rowsOfLastLayer) {
    int tokens = patches() + 1;
    Tensor x = context.tensor(pixels.groups(), tokens + 1, config.hiddenSize());
    embed(context, x.slice(0, tokens), pixels);
    show(probe, 0, x.slice(0, tokens), context);
    for (int i = 0; i < layers.size(); i++) {
      int updated = i == layers.size() - 1 ? rowsOfLastLayer : tokens;
      layers.get(i).apply(context, x, videos, updated, probe, i);
      show(probe, i + 1, x.slice(0, tokens), context);
    }
    return x;
  }

  private void embed(Context context, Tensor x, Tensor pixels) {
    int frames = x.groups();
    try (Context.Scope _ = context.scope()) {
      int values = config.numChannels() * config.patchSize() * config.patchSize();
      Tensor patches = context.tensor(Use.LINEAR_INPUT, frames, patches(), values);
      context.ops().patches(patches, pixels, config.numChannels(), config.patchSize());
      context.ops().linear(x.slice(1, patches()), patches, patchEmbedding, Activation.NONE);
    }
    context.ops().copy(x.slice(0, 1), classEmbedding.repeat(frames));
    context.ops().add(x, positionEmbedding.repeat(frames));
    preNorm.into(context, x, x);
  }

  /** {@code last_hidden_state}: class token and patches of an encoded stack, without the slots. */
  public Tensor lastHiddenState(Tensor encoded) {
    return encoded.slice(0, patches() + 1);
  }

  /** {@code pooler_output}: the normalised class tokens, (videos·frames, 1, D). */
  public Tensor pooled(Context context, Tensor encoded) {
    return postNorm.of(context, encoded.slice(0, 1));
  }

  /** The patches of an encoded stack, (videos·frames, patches, D). */
  public Tensor patchesOf(Tensor encoded) {
    return encoded.slice(1, patches());
  }

  private static void show(Probe probe, int index, Tensor x, Context context) {
    if (probe.wantsHiddenStates()) {
      probe.hiddenState(Encoder.VISION, index, x, context);
    }
  }
}
