package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.heap.HeapContext;

/** A context whose inputs of linear layers are {@link PackedRows}. */
final class SimdContext extends HeapContext {
  private final Adjoints adjoints;

  SimdContext(Ops ops, Adjoints adjoints, long elements) {
    super(ops, elements);
    this.adjoints = adjoints;
  }

  @Override
  public Adjoints adjoints() {
    return adjoints;
  }

  @Override
  public Tensor tensor(Lease lease, Use use, long start, int groups, int rows, int cols) {
    return switch (use) {
      case STREAM, OPERAND -> super.tensor(lease, use, start, groups, rows, cols);
      case LINEAR_INPUT -> {
        PackedRows packed = new PackedRows(scratch(), (int) start, groups * rows, cols);
        yield Tensor.dense(lease, packed, 0, groups, rows, cols);
      }
    };
  }
}
