package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Tensor;

/**
 * What labels are compared with: all that the model computes of videos whatever the labels. E is
 * {@code projection_dim}.
 *
 * @param embeddings before normalisation, (videos, 1, E)
 * @param patches what the prompt generator looks at: patch features averaged over each video's frames and projected,
 *     (videos, patches, E)
 */
public record VideoTensors(Tensor embeddings, Tensor patches) {}
