package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;

/** A way to compute the attention of the prompt generator's layers to the patches of videos. */
interface PatchAttention {
  /**
   * The patches as this way reads them.
   *
   * @param patches (videos, patches, E)
   */
  Tensor seen(Context context, Norm norm, Tensor patches);

  /**
   * {@code x += attention(queries, seen)}.
   *
   * @param layer of the prompt generator
   * @param x (videos, labels, E)
   * @param queries (videos, labels, E), or (1, labels, E) where they are the same for every video
   * @param seen as {@link #seen} returned it
   */
  void addTo(Context context, int layer, Tensor x, Tensor queries, Tensor seen);
}
