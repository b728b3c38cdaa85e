package io.github.xclip4j;

import java.util.Arrays;

/**
 * A model's output on the host: values in row-major order and their shape, as a framework's tensor has them.
 *
 * @param shape dimensions, outermost first; empty for a scalar
 * @param values as many as the product of the dimensions; not copied
 */
public record FloatArray(int[] shape, float[] values) {
  /** @throws IllegalArgumentException if the number of values is not the product of the dimensions */
  public FloatArray {
    long elements = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "an array of shape " + Arrays.toString(shape) + " has " + elements + " values, not " + values.length);
    }
  }

  /** An array of the given dimensions. */
  public static FloatArray of(float[] values, int... shape) {
    return new FloatArray(shape, values);
  }

  /** The values of one entry along the first dimension. */
  public float[] row(int index) {
    int length = values.length / shape[0];
    return Arrays.copyOfRange(values, index * length, (index + 1) * length);
  }

  /** Rows and columns exchanged; only for two dimensions. */
  FloatArray transposed() {
    int rows = shape[0];
    int cols = shape[1];
    float[] turned = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        turned[c * rows + r] = values[r * cols + c];
      }
    }
    return of(turned, cols, rows);
  }

  /** Whether every value is finite. */
  boolean isFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatArray that && Arrays.equals(shape, that.shape) && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  /** The shape, {@code "[2, 512]"}. */
  @Override
  public String toString() {
    return Arrays.toString(shape);
  }
}
