package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.TextConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The causal text encoder ({@code XCLIPTextTransformer}; section 3.3 of the paper). */
public final class TextTower {
  private final TextConfig config;
  private final Tensor tokenEmbedding;
  private final Tensor positionEmbedding;
  private final List<EncoderLayer> layers = new ArrayList<>();
  private final Norm finalNorm;

  /** Takes {@code text_model.*}. */
  public TextTower(TextConfig config, Parameters parameters) throws IOException {
    this.config = config;
    String prefix = "text_model.";
    tokenEmbedding = parameters.table(prefix + "embeddings.token_embedding.weight", config.hiddenSize());
    positionEmbedding = parameters.table(prefix + "embeddings.position_embedding.weight", config.hiddenSize());
    for (int i = 0; i < config.numHiddenLayers(); i++) {
      layers.add(EncoderLayer.load(parameters, prefix + "encoder.layers." + i, config.hiddenSize(),
          config.numAttentionHeads(), config.hiddenAct(), config.layerNormEps()));
    }
    finalNorm = Norm.load(parameters, prefix + "final_layer_norm", config.layerNormEps());
  }

  /**
   * Encodes texts of one length, every token of them.
   *
   * @param mask for (texts, length, width)
   * @return (texts, length, width) after the final layer norm, and its end-of-text rows (1, texts, width)
   * @throws IllegalArgumentException for a token outside the vocabulary or a text longer than the context
   */
  public Encoded encode(Context context, Sequences texts, Mask mask, Probe probe) {
    Tensor last = context.tensor(texts.count(), texts.length(), config.hiddenSize());
    Tensor pooled = context.tensor(1, texts.count(), config.hiddenSize());
    try (Context.Scope _ = context.scope()) {
      Tensor layersOutput = runLayers(context, texts, mask, probe);
      pool(context, pooled, layersOutput, texts);
      finalNorm.into(context, last, layersOutput.regroup(texts.count(), texts.length()));
    }
    return new Encoded(last, pooled);
  }

  /**
   * Encodes texts for their end-of-text rows only.
   *
   * @param mask for every {@linkplain Sequences#stacks stack} of texts
   * @return (1, texts, width) after the final layer norm, in the order the texts were given
   * @throws IllegalArgumentException for a token outside the vocabulary or a text longer than the context
   */
  Tensor encodeEnds(Context context, Sequences texts, Mask mask) {
    Tensor pooled = context.tensor(1, texts.count(), config.hiddenSize());
    try (Context.Scope _ = context.scope()) {
      pool(context, pooled, runLayers(context, texts, mask, Probe.NONE), texts);
    }
    return pooled;
  }

  /** @return (1, tokens, width), before the final layer norm */
  private Tensor runLayers(Context context, Sequences texts, Mask mask, Probe probe) {
    check(texts);
    Tensor x = context.tensor(1, texts.tokens(), config.hiddenSize());
    context.ops().lookup(x, tokenEmbedding, texts.ids());
    try (Context.Scope _ = context.scope()) {
      Tensor positions = context.tensor(1, texts.tokens(), config.hiddenSize());
      context.ops().lookup(positions, positionEmbedding, texts.positions());
      context.ops().add(x, positions);
    }
    probe.watch(Encoder.TEXT, 0).hiddenState(context, x, texts);
    for (int i = 0; i < layers.size(); i++) {
      EncoderLayer layer = layers.get(i);
      Watch watch = probe.watch(Encoder.TEXT, i);
      context.block(x, () -> layer.apply(context, x, texts, mask, watch));
      probe.watch(Encoder.TEXT, i + 1).hiddenState(context, x, texts);
    }
    return x;
  }

  /** {@code pooler_output}: the final layer norm of each text's end-of-text row. */
  private void pool(Context context, Tensor out, Tensor layersOutput, Sequences texts) {
    context.ops().lookup(out, layersOutput, texts.ends());
    finalNorm.into(context, out, out);
  }

  private void check(Sequences texts) {
    if (texts.longestGiven() > config.maxPositionEmbeddings()) {
      throw new IllegalArgumentException(
          "a text of " + texts.longestGiven() + " tokens does not fit the model's context "
              + "of " + config.maxPositionEmbeddings() + ": shorten it or truncate its tokens");
    }
    for (int id : texts.ids()) {
      if (id < 0 || id >= config.vocabSize()) {
        throw new IllegalArgumentException("token id " + id + " is outside the vocabulary of " + config.vocabSize()
            + ": the ids must come from this checkpoint's tokenizer");
      }
    }
  }
}
