package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Tensor;

/**
 * What an encoder computed ({@code BaseModelOutputWithPooling}), in the scratch of the context that computed it. N is
 * texts, frames of all videos, or videos; L is tokens (class token and patches, for frames) or frames.
 *
 * @param lastHiddenState (N, L, width)
 * @param pooled (1, N, width) of texts, (N, 1, width) of frames and videos
 */
public record Encoded(Tensor lastHiddenState, Tensor pooled) {}
