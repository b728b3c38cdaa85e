package io.github.xclip4j.backend;

import java.util.Optional;

/**
 * What a backend implements: memory for constants and weights, and queues of work. Whoever calls it is {@link Backend},
 * which has checked shapes, lifetimes and threads: an implementation trusts its arguments and needs no checks of its own.
 *
 * <p>Called by several threads at once, except for {@link #close}.
 */
public interface BackendSpi extends AutoCloseable {
  /** As {@link Backend#description}. */
  String description();

  /** A copy of a matrix, row by row: the memory of a dense tensor (1, rows, cols) at offset 0. */
  Tensor.Memory constant(Matrix values);

  /**
   * A layer's weights in whatever form this backend computes with.
   *
   * @param weight (outputs, inputs)
   * @param bias {@code outputs} values, or empty for a layer without
   */
  Linear.Weights linear(Matrix weight, float[] bias);

  /**
   * As {@link Backend#adjointsUnavailable}; a backend that answers with nothing implements {@link ContextSpi#adjoints}, and
   * can pack layers that {@link #linear} made of a matrix of floats.
   */
  default Optional<String> adjointsUnavailable() {
    return Optional.of("this backend has no adjoint operations: train on simd or scalar");
  }

  /** Gives back what {@link #constant} or {@link ContextSpi#keep} made; called once. */
  void release(Tensor.Memory constant);

  /** Gives back what {@link #linear} made; called once. */
  void release(Linear.Weights weights);

  /**
   * A queue of work with its own scratch memory, used by one thread at a time.
   *
   * @param elements of scratch, each as large as a float
   * @throws ScratchException if that much memory cannot be had
   */
  ContextSpi context(long elements);

  /**
   * The scratch, in elements of the size of a float, that a tensor takes.
   *
   * @param rows counts all groups
   */
  default long elements(Use use, long rows, int cols) {
    return rows * cols;
  }

  /** Called once, when all contexts are closed; gives back the constants and weights that were not released, too. */
  @Override
  void close();
}
