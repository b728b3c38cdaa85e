package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Linear;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The weights of a layer as the units read them, in memory off the heap that lives until the arena is closed. */
sealed interface MatrixWeights extends Linear.Weights {
  Arena arena();

  int inputs();

  int outputs();

  /** One value per column of all right blocks, zeros for a layer without and past the outputs. */
  MemorySegment bias();

  /** Right blocks, 32 outputs each. */
  default int blocks() {
    return (outputs() + Kernels.BLOCK - 1) / Kernels.BLOCK;
  }

  /**
   * bf16 terms.
   *
   * @param right blocks of {@link LeftBlocks#bytes} bytes each
   */
  record Bf16(Arena arena, MemorySegment right, MemorySegment bias, int outputs, int inputs, int terms)
      implements MatrixWeights {}

  /**
   * 8-bit integers.
   *
   * @param right blocks of {@code blockBytes} bytes each
   * @param scales (columns of all right blocks), by which the integers of an output are multiplied
   */
  record Int8(Arena arena, MemorySegment right, long blockBytes, MemorySegment scales, MemorySegment bias,
      int outputs, int inputs) implements MatrixWeights {}
}
