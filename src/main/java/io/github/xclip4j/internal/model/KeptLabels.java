package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import java.util.List;

/** {@link LabelTensors} as constants of a backend. */
public record KeptLabels(Constant text, List<Constant> queries) {
  public KeptLabels {
    queries = List.copyOf(queries);
  }

  /** Views of the constants, valid until they are {@linkplain #release released}. */
  public LabelTensors tensors() {
    return new LabelTensors(text.tensor(), queries.stream().map(Constant::tensor).toList());
  }

  /** Gives their memory back. */
  public void release(Backend backend) {
    backend.release(text);
    queries.forEach(backend::release);
  }
}
