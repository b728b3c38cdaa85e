package io.github.xclip4j.backend;

/**
 * One queue of work and its scratch memory, for one thread at a time. Operations are carried out in the order they are
 * given; {@link #read} is the only call that waits for them.
 */
public interface Context extends AutoCloseable {
  /** The backend that this context belongs to. */
  Backend backend();

  Ops ops();

  /**
   * Uninitialised scratch, valid until the innermost open {@link #scope} closes.
   *
   * @throws IllegalStateException if the context's scratch is used up, which planning rules out
   */
  Tensor tensor(Use use, int groups, int rows, int cols);

  /** Scratch for {@link Use#STREAM}. */
  default Tensor tensor(int groups, int rows, int cols) {
    return tensor(Use.STREAM, groups, rows, cols);
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

  /**
   * Waits for the work so far and copies a tensor into a constant of the backend, which outlives this context; backends
   * with memory of their own copy it there.
   *
   * @return of the same shape, until it is {@linkplain Backend#release released}
   */
  default Tensor keep(Tensor source) {
    int rows = Math.multiplyExact(source.groups(), source.rows());
    return backend().constant(rows, source.cols(), read(source)).regroup(source.groups(), source.rows());
  }

  @Override
  void close();

  /** Open until {@link #close}d; gives back the scratch allocated meanwhile. */
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
