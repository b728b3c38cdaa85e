package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The multi-frame integration transformer, MIT ({@code XCLIPMultiframeIntegrationTransformer}; section 3.2 of the
 * paper): frames of a video to one video embedding.
 */
final class MultiframeTransformer {
  private final Tensor positionEmbedding;
  private final List<EncoderLayer> layers = new ArrayList<>();

  /** Takes {@code mit.*}. */
  MultiframeTransformer(VisionConfig config, Parameters parameters) throws IOException {
    positionEmbedding = parameters.table("mit.position_embedding", config.mitHiddenSize());
    for (int i = 0; i < config.mitNumHiddenLayers(); i++) {
      layers.add(EncoderLayer.load(parameters, "mit.encoder.layers." + i, config.mitHiddenSize(),
          config.mitNumAttentionHeads(), config.hiddenAct(), config.layerNormEps()));
    }
  }

  /**
   * {@code last_hidden_state}: the encoded frames with their own embeddings added.
   *
   * @param frames (videos, frames, E)
   * @return (videos, frames, E)
   */
  Tensor encode(Context context, Tensor frames, Probe probe) {
    Tensor x = context.tensor(frames.groups(), frames.rows(), frames.cols());
    context.ops().copy(x, frames);
    context.ops().add(x, positionEmbedding.repeat(frames.groups()));
    probe.watch(Encoder.MIT, 0).hiddenState(context, x);
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).apply(context, x, Mask.NONE, probe.watch(Encoder.MIT, i));
      probe.watch(Encoder.MIT, i + 1).hiddenState(context, x);
    }
    context.ops().add(x, frames);
    return x;
  }

  /**
   * {@code pooler_output}, the video embedding: the mean over frames.
   *
   * @param out (videos, 1, E)
   * @param encoded (videos, frames, E)
   */
  void pool(Context context, Tensor out, Tensor encoded) {
    context.ops().mean(out, encoded);
  }
}
