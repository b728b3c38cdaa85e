package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.lang.foreign.MemorySegment;

/** Some rows of a tensor, as {@code struct stack} describes them to native code. One for each worker, filled anew by each task. */
final class Stack {
  private static final int NUMBERS = 7;

  private final long[] numbers = new long[NUMBERS];
  private final MemorySegment segment = MemorySegment.ofArray(numbers);

  /**
   * Rows {@code first} to {@code first + count − 1} of all groups, counted through, from a column on.
   *
   * @param columns of them
   */
  MemorySegment of(Tensor x, int first, int count, int column, int columns) {
    long start = HeapMemory.at(x, 0, 0) + column;
    long groupStride = x.groups() > 1 ? x.at(1, 0) - x.at(0, 0) : 0;
    return fill(start, x.rows(), groupStride, x.rowStride(), first, count, columns);
  }

  /** Rows that lie one after the other from the beginning of an array. */
  MemorySegment dense(int count, int columns) {
    return fill(0, count, 0, columns, 0, count, columns);
  }

  private MemorySegment fill(long... values) {
    System.arraycopy(values, 0, numbers, 0, NUMBERS);
    return segment;
  }
}
