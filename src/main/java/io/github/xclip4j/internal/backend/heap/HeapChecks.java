package io.github.xclip4j.internal.backend.heap;

import io.github.xclip4j.backend.Matrix;

/** What both CPU backends check of the weights they are given. */
public final class HeapChecks {
  private HeapChecks() {}

  public static void constant(int rows, int cols, float[] values) {
    if (values.length != (long) rows * cols) {
      throw new IllegalArgumentException("a " + rows + "×" + cols + " constant has " + (long) rows * cols
          + " values, not " + values.length);
    }
  }

  public static void linear(int outputs, int inputs, Matrix weight, float[] bias) {
    if (weight.rows() != outputs || weight.cols() != inputs) {
      throw new IllegalArgumentException("a linear layer of " + inputs + " inputs and " + outputs
          + " outputs needs a weight of (" + outputs + ", " + inputs + "), not (" + weight.rows() + ", "
          + weight.cols() + ")");
    }
    if (bias.length != 0 && bias.length != outputs) {
      throw new IllegalArgumentException("a layer of " + outputs + " outputs has a bias of as many or none, not of "
          + bias.length);
    }
  }
}
