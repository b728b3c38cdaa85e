package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Tensor;

/**
 * Everything that {@link Network#complete} computed, in the order it was computed, for B videos and K texts; valid
 * until the scope it was computed in closes.
 *
 * @param text the text encoder's output
 * @param textFeatures the texts' projections before the prompt generator, (1, K, E)
 * @param frames the frame encoder's output
 * @param mit the multi-frame integration transformer's output; pooled, it is the videos' embedding, (B, 1, E)
 * @param videoEmbeds normalised, (B, 1, E)
 * @param textEmbeds normalised, one per video and text, (B, K, E)
 * @param logits (B, 1, K)
 */
public record Stages(Encoded text, Tensor textFeatures, Encoded frames, Encoded mit, Tensor videoEmbeds,
    Tensor textEmbeds, Tensor logits) {}
