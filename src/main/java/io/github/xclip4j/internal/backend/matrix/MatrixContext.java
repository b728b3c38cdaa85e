package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.heap.HeapContext;
import java.lang.foreign.MemorySegment;

/** A context whose inputs of linear layers are {@link LeftBlocks}. */
final class MatrixContext extends HeapContext {
  private final MemorySegment memory;
  private final Adjoints adjoints;
  private final int terms;

  MatrixContext(Ops ops, Adjoints adjoints, long elements, int terms) {
    super(ops, elements);
    this.adjoints = adjoints;
    this.memory = MemorySegment.ofArray(scratch());
    this.terms = terms;
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
        LeftBlocks blocks =
            new LeftBlocks(memory, (start + LeftBlocks.FRONT) * Float.BYTES, groups * rows, cols, terms);
        yield Tensor.dense(lease, blocks, 0, groups, rows, cols);
      }
    };
  }
}
