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
record WorkerRooms(Workspace[] tiles, Workspace[] rows, Shape[] shapes) {
  /** The numbers of {@code struct attention_shape}, as native code reads them. */
  record Shape(long[] numbers, MemorySegment segment) {
    static final int NUMBERS = 16;

    Shape(long[] numbers) {
      this(numbers, MemorySegment.ofArray(numbers));
    }
  }

  static WorkerRooms of(int workers) {
    WorkerRooms rooms = new WorkerRooms(new Workspace[workers], new Workspace[workers], new Shape[workers]);
    Arrays.setAll(rooms.tiles, _ -> new Workspace());
    Arrays.setAll(rooms.rows, _ -> new Workspace());
    Arrays.setAll(rooms.shapes, _ -> new Shape(new long[Shape.NUMBERS]));
    return rooms;
  }
}
