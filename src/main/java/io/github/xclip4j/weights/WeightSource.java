package io.github.xclip4j.weights;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.internal.weights.WholeMatrix;
import java.io.IOException;
import java.util.Set;

/**
 * Tensors by name. Files are read where they lie: a source costs memory for its names, not for its values, until they
 * are asked for.
 *
 * <p>Reading is safe from many threads; what was read outlives the source, what {@link #matrix} returned does not.
 */
public interface WeightSource extends AutoCloseable {
  /** One line for people: what was read and how. */
  String description();

  /** All tensor names, in the file's order. */
  Set<String> names();

  /**
   * What is known about a tensor without reading it.
   *
   * @throws WeightsException if there is no such tensor
   */
  TensorInfo info(String name) throws IOException;

  /**
   * A tensor as a matrix that widens its rows when they are read.
   *
   * @return (first dimension, product of the others); a vector of n is (n, 1), a scalar (1, 1)
   * @throws WeightsException if there is no such tensor or its type is not a floating-point one
   */
  Matrix matrix(String name) throws IOException;

  /**
   * A tensor's values in row-major order, widened or rounded to float.
   *
   * @throws WeightsException if there is no such tensor, it is no floating-point one or too large for an array
   */
  default float[] floats(String name) throws IOException {
    return WholeMatrix.floats(matrix(name));
  }

  /** Releases the file; {@link #matrix} views must not be used any more. */
  @Override
  void close() throws IOException;
}
