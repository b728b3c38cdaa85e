package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.internal.backend.heap.HeapContext;

/** A context with the definitions. */
final class ScalarContext extends HeapContext {
  private final Adjoints adjoints = new ScalarAdjoints();

  ScalarContext(long elements) {
    super(new ScalarOps(), elements);
  }

  @Override
  public Adjoints adjoints() {
    return adjoints;
  }
}
