package io.github.xclip4j.backend;

import io.github.xclip4j.internal.backend.ScratchPlan;

/**
 * A place where {@link Ops} run; owns the constants and weights of the models loaded on it.
 *
 * <p>Safe for use by many threads. Closing it closes the worker threads or the device context; using anything that
 * came from a closed backend is an {@link IllegalStateException}.
 */
public interface Backend extends AutoCloseable {
  /** One line for people: kind, instruction set or device, threads, precision; {@code "cpu-simd 256-bit, 8 threads"}. */
  String description();

  /**
   * A constant matrix, kept until the backend is closed or the constant is {@linkplain #release released}.
   *
   * @param values {@code rows·cols} values in row-major order; copied
   * @return (1, rows, cols)
   */
  Tensor constant(int rows, int cols, float[] values);

  /**
   * A constant matrix as {@link #constant(int, int, float[])} makes it, from wherever its values lie.
   *
   * @param values read once during this call, possibly by several threads
   * @return (1, rows, cols)
   */
  default Tensor constant(Matrix values) {
    float[] copy = new float[Math.multiplyExact(values.rows(), values.cols())];
    for (int row = 0; row < values.rows(); row++) {
      values.read(row, 0, values.cols(), copy, row * values.cols());
    }
    return constant(values.rows(), values.cols(), copy);
  }

  /**
   * A linear layer's weights in whatever form this backend computes with (packed, converted, uploaded).
   *
   * @param weight (outputs, inputs), read once during this call
   * @param bias {@code outputs} values, or an empty array for a layer without bias
   */
  Linear linear(int outputs, int inputs, Matrix weight, float[] bias);

  /** Gives back the memory of a constant or a linear layer made by this backend, which must no longer be in use. */
  void release(Resource resource);

  /**
   * A queue of work with its own scratch memory, for one thread.
   *
   * @param elements float elements of scratch, as {@link ScratchPlan#elements} finds them
   * @throws ScratchException if that much memory cannot be had
   */
  Context context(long elements);

  /**
   * The scratch, in float elements, that a tensor takes.
   *
   * @param rows counts all groups
   */
  default long elements(Use use, long rows, int cols) {
    return rows * cols;
  }

  @Override
  void close();
}
