package io.github.xclip4j.backend;

/**
 * A backend's part of a {@link Context}: its scratch memory and its operations, carried out in the order they are given.
 * Which part of the scratch is free, {@link Context} knows; arguments are checked, and calls come from one thread at a
 * time.
 */
public interface ContextSpi extends AutoCloseable {
  /** Every tensor starts at a multiple of this many elements: 256 bytes, a device's alignment for wide loads. */
  int ALIGNMENT = 64;

  /** The operations, whose arguments are checked already: memory and weights are of this backend. */
  Ops ops();

  /** The operations of training, in order with {@link #ops}; asked for only if the backend has them. */
  default Adjoints adjoints() {
    throw new UnsupportedOperationException("this backend has no adjoint operations");
  }

  /**
   * A tensor over scratch.
   *
   * @param lease to be handed to the tensor
   * @param start the first of the {@link BackendSpi#elements elements} of scratch that are its own, a multiple of {@link #ALIGNMENT}
   */
  Tensor tensor(Lease lease, Use use, long start, int groups, int rows, int cols);

  /** As {@link Context#write}. */
  void write(Tensor target, float[] values);

  /** As {@link Context#writePixels}. */
  void writePixels(Tensor target, byte[] pixels, float[][] tables);

  /** As {@link Context#read(Tensor, float[])}: the one call that waits for the work so far. */
  void read(Tensor source, float[] target);

  /**
   * Copies a tensor out of this context's scratch.
   *
   * @return the memory of a dense tensor of the same shape at offset 0, which all contexts may read when this returns
   */
  Tensor.Memory keep(Tensor source);

  /** Called once. */
  @Override
  void close();
}
