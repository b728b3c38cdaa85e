package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Rows in the order in which the units read the left side of a product: blocks of 32 rows, each
 * {@code [cols/32][term][row tile 0, 1]} of bf16 tiles.
 *
 * @param memory an array of the heap
 * @param start of the first block, in bytes
 * @param rows those of all groups, counted through
 */
record LeftBlocks(MemorySegment memory, long start, int rows, int cols, int terms) implements Tensor.Memory {
  /** Floats in front of the first block: data of a large array begins 16 bytes past a cache line. */
  static final int FRONT = 12;

  /** Scratch for {@code rows} rows, in elements of the size of a float. */
  static long elements(long rows, int cols, int terms) {
    return FRONT + blocks(rows) * bytes(cols, terms) / Float.BYTES;
  }

  private static long blocks(long rows) {
    return (rows + Kernels.BLOCK - 1) / Kernels.BLOCK;
  }

  /** Bytes of a block. */
  static long bytes(int cols, int terms) {
    return (long) depth(cols) * terms * Kernels.STEP_BYTES;
  }

  /** Steps of 32 along the columns. */
  static int depth(int cols) {
    return (cols + Kernels.BLOCK - 1) / Kernels.BLOCK;
  }

  int blocks() {
    return (int) blocks(rows);
  }

  int depth() {
    return depth(cols);
  }

  /** Where a block begins, in bytes. */
  long at(int block) {
    return start + block * bytes(cols, terms);
  }

  /** Where the step of 32 columns of a block begins, in bytes. */
  long at(int block, int step) {
    return at(block) + (long) step * terms * Kernels.STEP_BYTES;
  }

  /** Rows of a block: 32, or what is left. */
  int height(int block) {
    return Math.min(Kernels.BLOCK, rows - block * Kernels.BLOCK);
  }

  @Override
  public boolean viewable() {
    return false;
  }

  /** Whether a tensor's rows lie in blocks. */
  static boolean hold(Tensor tensor) {
    return tensor.memory() instanceof LeftBlocks;
  }

  /** The blocks that a tensor is made of. */
  static LeftBlocks of(Tensor tensor) {
    return (LeftBlocks) tensor.memory();
  }
}
