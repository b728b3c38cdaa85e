package io.github.xclip4j.backend;

import io.github.xclip4j.internal.backend.ScratchPlan;
import java.util.List;
import java.util.Optional;

/**
 * A place where {@link Ops} run; owns the constants and weights of the models loaded on it. Opened by
 * {@link io.github.xclip4j.Backends}; {@link BackendProvider} says how to write another one.
 *
 * <p>A backend is the unit of sharing. Weights belong to the backend they were loaded on: a model on two backends is in
 * memory twice. A CPU backend has one pool of threads, and its contexts take turns, operation by operation, under one
 * lock: more sessions do not use more cores. So a process that is given several cores opens one backend with that many
 * threads and calls it from as many threads as it likes; on Spark that is {@code spark.task.cpus} set to the cores of an
 * executor. N streams that shall not wait for each other are N backends of one thread each, with N copies of the weights.
 *
 * <p>Safe for use by many threads. Every misuse is refused on every backend with the reason: an
 * {@link IllegalStateException} for what is closed, released or in use by another thread, an
 * {@link IllegalArgumentException} for shapes that do not fit and for what belongs to another backend.
 */
public interface Backend extends AutoCloseable {
  /**
   * A faster backend that cannot run here.
   *
   * @param name as {@link Backend#name}
   * @param reason a sentence with the remedy
   */
  record PassedOver(String name, String reason) {}

  /** The name it is opened by; {@code "simd"}. */
  String name();

  /** One line for people: kind, instruction set or device, threads, precision; {@code "cpu-simd 256-bit, 8 threads"}. */
  String description();

  /** The faster backends in whose place {@link io.github.xclip4j.Backends#best()} took this one; empty if it was named. */
  List<PassedOver> passedOver();

  /**
   * A constant matrix, kept until the backend is closed or the constant is {@linkplain #release released}.
   *
   * @param values {@code rows·cols} values in row-major order; copied
   * @return (1, rows, cols)
   */
  Constant constant(int rows, int cols, float[] values);

  /**
   * A constant matrix as {@link #constant(int, int, float[])} makes it, from wherever its values lie.
   *
   * @param values read once during this call, possibly by several threads
   * @return (1, rows, cols)
   */
  Constant constant(Matrix values);

  /**
   * A linear layer's weights in whatever form this backend computes with (packed, converted, uploaded).
   *
   * @param weight (outputs, inputs), read once during this call
   * @param bias {@code outputs} values, or an empty array for a layer without bias
   */
  Linear linear(int outputs, int inputs, Matrix weight, float[] bias);

  /**
   * A linear layer whose weights are tensors of this backend, for training: zero until {@link Adjoints#pack} takes them, and
   * as they were until it takes them again. The tensors are not released with the layer.
   *
   * @param parts the outputs of the first part first; of the same inputs, all with a bias or all without, and all
   *     {@linkplain Constant constants} of this backend
   */
  Linear linear(List<Linear.Part> parts);

  /** Why contexts have no {@link Context#adjoints}, in a sentence with the remedy; empty if they have. */
  Optional<String> adjointsUnavailable();

  /**
   * Gives back the memory of a constant or a linear layer of this backend. Operations refuse it from now on; those under
   * way must not be using it.
   *
   * @throws IllegalStateException if it was released before
   */
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
  long elements(Use use, long rows, int cols);

  /**
   * Closes its contexts and gives back all memory, worker threads and devices.
   *
   * @throws IllegalStateException if another thread is using one of its contexts
   */
  @Override
  void close();
}
