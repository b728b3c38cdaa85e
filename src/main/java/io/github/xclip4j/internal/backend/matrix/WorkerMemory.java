package io.github.xclip4j.internal.backend.matrix;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Memory of each worker, kept between operations.
 *
 * @param tiles results of products, and what attention works in
 * @param rows rows of floats that are to be arranged in blocks
 * @param shapes the numbers of an attention
 */
record WorkerMemory(GrowingArray[] tiles, GrowingArray[] rows, Shape[] shapes) {
  /** The numbers of {@code struct attention_shape}, as native code reads them. */
  record Shape(long[] numbers, MemorySegment segment) {
    static final int NUMBERS = 16;

    Shape(long[] numbers) {
      this(numbers, MemorySegment.ofArray(numbers));
    }
  }

  static WorkerMemory of(int workers) {
    WorkerMemory rooms = new WorkerMemory(new GrowingArray[workers], new GrowingArray[workers], new Shape[workers]);
    Arrays.setAll(rooms.tiles, _ -> new GrowingArray());
    Arrays.setAll(rooms.rows, _ -> new GrowingArray());
    Arrays.setAll(rooms.shapes, _ -> new Shape(new long[Shape.NUMBERS]));
    return rooms;
  }
}
