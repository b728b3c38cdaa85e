package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model computes of K labels, whatever the video.
 *
 * @param text the text embeddings, (1, K, E)
 * @param queries of the prompt generator's first layers, as far as they do not depend on the video, each (1, K, E): of
 *     the very first one, or of none where the generator has no layers
 */
public record LabelTensors(Tensor text, List<Tensor> queries) {
  public LabelTensors {
    queries = List.copyOf(queries);
  }

  /** The same as constants of the context's backend; whoever keeps them {@linkplain #release releases} them. */
  public LabelTensors keep(Context context) {
    List<Tensor> kept = new ArrayList<>();
    try {
      kept.add(context.keep(text));
      for (Tensor each : queries) {
        kept.add(context.keep(each));
      }
    } catch (RuntimeException e) {
      kept.forEach(context.backend()::release);
      throw e;
    }
    return new LabelTensors(kept.getFirst(), kept.subList(1, kept.size()));
  }

  /** Gives the memory of {@linkplain #keep kept} labels back. */
  public void release(Backend backend) {
    backend.release(text);
    queries.forEach(backend::release);
  }
}
