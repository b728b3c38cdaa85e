package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Tensor;
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
    numbers[0] = x.at(0, 0) + column;
    numbers[1] = x.rows();
    numbers[2] = x.groups() > 1 ? x.at(1, 0) - x.at(0, 0) : 0;
    numbers[3] = x.rowStride();
    return rows(first, count, columns);
  }

  /** Rows that lie one after the other from the beginning of an array. */
  MemorySegment dense(int count, int columns) {
    numbers[0] = 0;
    numbers[1] = count;
    numbers[2] = 0;
    numbers[3] = columns;
    return rows(0, count, columns);
  }

  private MemorySegment rows(int first, int count, int columns) {
    numbers[4] = first;
    numbers[5] = count;
    numbers[6] = columns;
    return segment;
  }
}
