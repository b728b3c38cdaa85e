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

  /** Loads {@code text_model.*}. */
  public TextTower(TextConfig config, Parameters parameters) throws IOException {
    this.config = config;
    String prefix = "text_model.";
    tokenEmbedding = parameters.table(prefix + "embeddings.token_embedding.weight", config.hiddenSize());
    positionEmbedding = parameters.table(prefix + "embeddings.position_embedding.weight", config.hiddenSize());
    for (int i = 0; i < config.numHiddenLayers(); i++) {
      layers.add(EncoderLayer.load(parameters, prefix + "encoder.layers." + i, config.hiddenSize(),
          config.numAttentionHeads(), config.hiddenAct(), config.layerNormEps()));
    }
    finalNorm = parameters.norm(prefix + "final_layer_norm", config.layerNormEps());
  }

  /**
   * The last layer's output, before the final layer norm.
   *
   * @return (1, tokens, width), in the context's current scope
   * @throws IllegalArgumentException for a token outside the vocabulary or a sequence longer than the context
   */
  public Tensor encode(Context context, Sequences sequences, Mask mask, Probe probe) {
    if (sequences.longest() > config.maxPositionEmbeddings()) {
      throw new IllegalArgumentException(
          "a text of " + sequences.longest() + " tokens does not fit the model's context "
              + "of " + config.maxPositionEmbeddings() + ": shorten it or truncate its tokens");
    }
    checkVocabulary(sequences.ids());
    Tensor x = context.tensor(1, sequences.tokens(), config.hiddenSize());
    context.ops().lookup(x, tokenEmbedding, sequences.ids());
    try (Context.Scope _ = context.scope()) {
      Tensor positions = context.tensor(1, sequences.tokens(), config.hiddenSize());
      context.ops().lookup(positions, positionEmbedding, sequences.positions());
      context.ops().add(x, positions);
    }
    show(probe, 0, x, sequences, context);
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).apply(context, x, sequences::stacks, mask, probe, Encoder.TEXT, i);
      show(probe, i + 1, x, sequences, context);
    }
    return x;
  }

  /**
   * {@code last_hidden_state}: the final layer norm over every token.
   *
   * @param out of the same shape as {@code encoded}
   */
  public void lastHiddenState(Context context, Tensor out, Tensor encoded) {
    finalNorm.into(context, out, encoded);
  }

  /**
   * {@code pooler_output}: the final layer norm of each sequence's end-of-text row.
   *
   * @param encoded (1, tokens, width)
   * @return (1, sequences, width), in the order the sequences were given
   */
  public Tensor pooled(Context context, Tensor encoded, Sequences sequences) {
    Tensor ends = context.tensor(1, sequences.count(), config.hiddenSize());
    context.ops().lookup(ends, encoded, sequences.ends());
    finalNorm.into(context, ends, ends);
    return ends;
  }

  private void checkVocabulary(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= config.vocabSize()) {
        throw new IllegalArgumentException("token id " + id + " is outside the vocabulary of " + config.vocabSize()
            + ": the ids must come from this checkpoint's tokenizer");
      }
    }
  }

  private static void show(Probe probe, int index, Tensor x, Sequences sequences, Context context) {
    if (probe.wantsHiddenStates()) {
      for (Tensor stack : sequences.stacks(x)) {
        probe.hiddenState(Encoder.TEXT, index, stack, context);
      }
    }
  }
}
