package io.github.xclip4j;

import java.util.Arrays;

/**
 * Numbers on the host with a shape, like a framework's tensor: a model's output, or its {@code pixel_values}.
 *
 * <p>Two arrays are equal only if they are the same one; compare {@link #shape()} and {@link #values()}.
 */
public final class FloatArray {
  private final int[] shape;
  private final float[] values;

  private FloatArray(float[] values, int[] shape) {
    this.values = values;
    this.shape = shape;
  }

  /**
   * An array of the given dimensions.
   *
   * @param values in row-major order; not copied
   * @param shape outermost first; none for a scalar
   * @throws IllegalArgumentException if a dimension is negative, or the number of values is not the product of all
   */
  public static FloatArray of(float[] values, int... shape) {
    long elements = 1;
    for (int dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has a negative dimension");
      }
      elements = Math.multiplyExact(elements, dimension);
    }
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "an array of shape " + Arrays.toString(shape) + " has " + elements + " values, not " + values.length);
    }
    return new FloatArray(values, shape.clone());
  }

  /** The dimensions, outermost first; empty for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  /** One dimension; 0 is the outermost. */
  public int dimension(int axis) {
    return shape[axis];
  }

  /** The values in row-major order: the array's own, not a copy. */
  public float[] values() {
    return values;
  }

  /** A copy of the values of one entry along the first dimension. */
  public float[] row(int index) {
    int length = values.length / shape[0];
    return Arrays.copyOfRange(values, index * length, (index + 1) * length);
  }

  /**
   * The vectors along the last dimension, scaled to length 1; dot products of such embeddings are cosine similarities.
   *
   * @throws NonFiniteException if a vector has no direction because its length is 0 or not a finite number
   */
  public FloatArray normalized() {
    int width = shape[shape.length - 1];
    float[] scaled = new float[values.length];
    for (int first = 0; first < values.length; first += width) {
      double squares = 0;
      for (int i = first; i < first + width; i++) {
        squares += (double) values[i] * values[i];
      }
      double length = Math.sqrt(squares);
      if (length == 0 || !Double.isFinite(length)) {
        throw new NonFiniteException("vector " + first / width + " of " + this + " has the length " + length
            + ": it cannot be scaled to length 1; check the checkpoint's weights");
      }
      for (int i = first; i < first + width; i++) {
        scaled[i] = (float) (values[i] / length);
      }
    }
    return new FloatArray(scaled, shape);
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

  /**
   * This array, if all its values are finite.
   *
   * @param what the array holds, for the message
   * @throws NonFiniteException naming the first value that is not
   */
  FloatArray requireFinite(String what) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new NonFiniteException("the " + what + " " + this + " hold " + values[i] + " at index " + i
            + ": the weights hold NaN or infinity, or values so large that they overflow; check the checkpoint");
      }
    }
    return this;
  }

  /** The shape, {@code "[2, 512]"}. */
  @Override
  public String toString() {
    return Arrays.toString(shape);
  }
}
