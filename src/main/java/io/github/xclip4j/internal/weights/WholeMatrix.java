package io.github.xclip4j.internal.weights;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.WeightsException;

/** Reads whole matrices. */
public final class WholeMatrix {
  private WholeMatrix() {}

  /** All values in row-major order. */
  public static float[] floats(Matrix matrix) throws WeightsException {
    long elements = (long) matrix.rows() * matrix.cols();
    if (elements > Integer.MAX_VALUE - 8) {
      throw new WeightsException("a " + matrix.rows() + "×" + matrix.cols() + " matrix has " + elements
          + " elements, an array holds at most 2147483639: read it by rows");
    }
    float[] values = new float[(int) elements];
    for (int row = 0; row < matrix.rows(); row++) {
      matrix.read(row, 0, matrix.cols(), values, row * matrix.cols());
    }
    return values;
  }
}
