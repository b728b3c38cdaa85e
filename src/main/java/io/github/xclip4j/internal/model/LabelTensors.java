package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The results for K labels that do not depend on the video.
 *
 * @param text the text embeddings, (1, K, E)
 * @param queries those of the prompt generator's first layer, (1, K, E); empty if the generator has no layers
 */
public record LabelTensors(Tensor text, List<Tensor> queries) {
  public LabelTensors {
    queries = List.copyOf(queries);
  }

  /** Copies of these that outlive the context, until they are {@linkplain KeptLabels#release released}. */
  public KeptLabels keep(Context context) {
    List<Constant> kept = new ArrayList<>();
    try {
      kept.add(context.keep(text));
      for (Tensor each : queries) {
        kept.add(context.keep(each));
      }
    } catch (RuntimeException e) {
      kept.forEach(context.backend()::release);
      throw e;
    }
    return new KeptLabels(kept.getFirst(), kept.subList(1, kept.size()));
  }
}
