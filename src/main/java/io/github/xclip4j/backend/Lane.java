package io.github.xclip4j.backend;

/**
 * One queue of work and its scratch memory, for one thread at a time. Operations are carried out in the order they are
 * given; {@link #read} is the only call that waits for them.
 */
public interface Lane extends AutoCloseable {

  Ops ops();

  /**
   * Uninitialised scratch, valid until the innermost open {@link #scope} closes.
   *
   * @throws IllegalStateException if the lane's scratch is used up, which a {@link ScratchPlan} rules out
   */
  Tensor tensor(int groups, int rows, int cols);

  /**
   * Like {@link #tensor}, for values that are only ever the inputs of products (of a linear layer, of attention): a
   * backend with a fast precision may keep them in half the bits. Residual streams, embeddings and scores are not.
   */
  default Tensor operand(int groups, int rows, int cols) {
    return tensor(groups, rows, cols);
  }

  /**
   * Like {@link #operand}, for values that nothing but linear layers read: a backend may keep them in an order of its
   * own. They are written whole, as the result of {@link Ops#linear}, {@link Ops#layerNorm} or {@link Ops#patches}, and
   * used whole, in these or other groups.
   */
  default Tensor linearInput(int groups, int rows, int cols) {
    return operand(groups, rows, cols);
  }

  /** Opens a scope: what is allocated from here on is given back when it closes. Scopes nest. */
  Scope scope();

  /**
   * Fills a tensor.
   *
   * @param values {@code groups·rows·cols} values in row-major order, free to change after the call
   */
  void write(Tensor target, float[] values);

  /**
   * Fills a tensor with 8-bit pixels, each looked up in its channel's table: normalisation of every possible pixel,
   * computed once, gives the same bits on every backend.
   *
   * @param target (frames, channels·height, width)
   * @param pixels planar: frame by frame, channel by channel, row by row
   * @param tables {@code [channels][256]}
   */
  void writePixels(Tensor target, byte[] pixels, float[][] tables);

  /**
   * Waits for the work so far and reads a tensor.
   *
   * @param target receives {@code groups·rows·cols} values in row-major order
   */
  void read(Tensor source, float[] target);

  /** {@link #read(Tensor, float[])} into a new array. */
  default float[] read(Tensor source) {
    float[] values = new float[Math.multiplyExact(Math.multiplyExact(source.groups(), source.rows()), source.cols())];
    read(source, values);
    return values;
  }

  @Override
  void close();

  /** Open until {@link #close}d; gives back the scratch allocated meanwhile. */
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
