package io.github.xclip4j.internal.backend.heap;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;

/** Floats on the heap, shared by the views on them. */
public record HeapMemory(float[] values, boolean viewable) implements Tensor.Memory {
  /** Memory that may be viewed in parts. */
  public HeapMemory(float[] values) {
    this(values, true);
  }

  /** A copy of a matrix. */
  public static HeapMemory of(Matrix matrix) {
    int cols = matrix.cols();
    float[] values = new float[Math.multiplyExact(matrix.rows(), cols)];
    for (int row = 0; row < matrix.rows(); row++) {
      matrix.read(row, 0, cols, values, row * cols);
    }
    return new HeapMemory(values);
  }

  /** The array that a view looks into. */
  public static float[] values(Tensor tensor) {
    return ((HeapMemory) tensor.memory()).values;
  }

  /** The index of a row's first value; a Java array's length bounds it. */
  public static int at(Tensor tensor, int group, int row) {
    return (int) tensor.at(group, row);
  }
}
