package io.github.xclip4j.internal.backend.matrix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory off the heap that grows when an operation needs more; vectors in it lie within cache lines. */
final class GrowingMemory {
  private static final int CACHE_LINE = 64;

  private MemorySegment segment = MemorySegment.NULL;

  /** Room for {@code floats} floats; earlier content is lost. */
  MemorySegment atLeast(long floats) {
    if (segment.byteSize() < floats * Float.BYTES) {
      segment = Arena.ofAuto().allocate(floats * Float.BYTES, CACHE_LINE);
    }
    return segment;
  }
}
