package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Tensor;

/**
 * The results for videos that do not depend on the labels they are compared with. E is {@code projection_dim}.
 *
 * @param embeddings before normalisation, (videos, 1, E)
 * @param patches what the prompt generator looks at: patch features averaged over each video's frames and projected,
 *     (videos, patches, E)
 */
public record VideoTensors(Tensor embeddings, Tensor patches) {}
