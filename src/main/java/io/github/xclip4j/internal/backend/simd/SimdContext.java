package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.heap.HeapContext;
import io.github.xclip4j.internal.backend.heap.HeapMemory;

/** A context whose inputs of linear layers are {@link PackedRows}. */
final class SimdContext extends HeapContext {
  SimdContext(Backend backend, Ops ops, long elements) {
    super(backend, ops, elements);
  }

  @Override
  protected Tensor place(Use use, HeapMemory scratch, int start, int groups, int rows, int cols) {
    return switch (use) {
      case STREAM, OPERAND -> super.place(use, scratch, start, groups, rows, cols);
      case LINEAR_INPUT -> {
        PackedRows packed = new PackedRows(scratch.owner(), scratch.values(), start, groups * rows, cols);
        yield Tensor.dense(packed, 0, groups, rows, cols);
      }
    };
  }
}
