package io.github.xclip4j.internal.backend.matrix;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Memory of a worker, kept between operations.
 *
 * @param results of products, and what attention works in
 * @param rows floats that are to be rounded
 * @param stack which rows a task works on
 * @param attention what a task of attention works on
 */
record WorkerMemory(GrowingMemory results, GrowingArray rows, Stack stack, Shape attention) {
  /** The numbers of {@code struct attention_shape}, as native code reads them. */
  record Shape(long[] numbers, MemorySegment segment) {
    private static final int NUMBERS = 16;

    static Shape empty() {
      long[] numbers = new long[NUMBERS];
      return new Shape(numbers, MemorySegment.ofArray(numbers));
    }
  }

  /** One for each worker of a pool. */
  static WorkerMemory[] of(int workers) {
    WorkerMemory[] memory = new WorkerMemory[workers];
    Arrays.setAll(memory,
        _ -> new WorkerMemory(new GrowingMemory(), new GrowingArray(), new Stack(), Shape.empty()));
    return memory;
  }
}
