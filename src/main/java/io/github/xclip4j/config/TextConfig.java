package io.github.xclip4j.config;

import io.github.xclip4j.backend.Activation;

/**
 * The text encoder's dimensions ({@code XCLIPTextConfig}); components are named after the keys of {@code text_config}.
 *
 * @param vocabSize number of token ids
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the MLP's hidden layer
 * @param maxPositionEmbeddings longest token sequence, including begin- and end-of-text
 * @param bosTokenId the config's value; published configs have 0, although the tokenizer writes 49406
 */
public record TextConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int maxPositionEmbeddings,
    Activation hiddenAct,
    double layerNormEps,
    int bosTokenId,
    int eosTokenId,
    int padTokenId) {
  /** Checks the sizes; {@link IllegalArgumentException} names the key, the values and the remedy. */
  public TextConfig {
    Checks.size("text_config.vocab_size", vocabSize);
    Checks.size("text_config.hidden_size", hiddenSize);
    Checks.size("text_config.intermediate_size", intermediateSize);
    Checks.count("text_config.num_hidden_layers", numHiddenLayers);
    Checks.heads("text_config.hidden_size", hiddenSize, "text_config.num_attention_heads", numAttentionHeads);
    Checks.size("text_config.max_position_embeddings", maxPositionEmbeddings);
    Checks.epsilon("text_config.layer_norm_eps", layerNormEps);
  }

  /** The reference's defaults: the text encoder of {@code microsoft/xclip-base-patch32}. */
  public static TextConfig defaults() {
    return new TextConfig(49408, 512, 2048, 12, 8, 77, Activation.QUICK_GELU, 1e-5, 0, 2, 1);
  }
}
