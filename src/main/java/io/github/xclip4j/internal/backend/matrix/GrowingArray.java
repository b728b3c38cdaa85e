package io.github.xclip4j.internal.backend.matrix;

import java.lang.foreign.MemorySegment;

/** An array of one worker that grows when an operation needs more, and the segment over it. */
final class GrowingArray {
  private float[] values = new float[0];
  private MemorySegment segment = MemorySegment.ofArray(values);

  /** Makes room for {@code floats} floats; earlier content is lost. */
  GrowingArray atLeast(long floats) {
    if (values.length < floats) {
      values = new float[Math.toIntExact(floats)];
      segment = MemorySegment.ofArray(values);
    }
    return this;
  }

  float[] values() {
    return values;
  }

  MemorySegment segment() {
    return segment;
  }
}
