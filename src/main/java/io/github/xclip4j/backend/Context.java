package io.github.xclip4j.backend;

/**
 * One queue of work and its scratch memory. Operations are carried out in the order they are given; {@link #read} and
 * {@link #keep} are the only calls that wait for them.
 *
 * <p>For one thread at a time: whoever opens a scope has the context until that scope closes, and any call by another
 * thread meanwhile is an {@link IllegalStateException}, as is every call after {@link #close}.
 */
public interface Context extends AutoCloseable {
  /** The backend that this context belongs to. */
  Backend backend();

  Ops ops();

  /**
   * The operations of training.
   *
   * @throws UnsupportedOperationException with {@link Backend#adjointsUnavailable} if the backend has none
   */
  Adjoints adjoints();

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
   * Does a part of the work that changes {@code stream}, and leaves nothing else behind, as the layers of a transformer
   * do. A context that remembers what was computed may keep what the stream was before instead of all that the part
   * computes, and do it a second time.
   */
  default void block(Tensor stream, Runnable work) {
    work.run();
  }

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
   * Waits for the work so far and reads a tensor. While scratch is being planned nothing is computed, and every value read
   * is NaN.
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
   * @throws IllegalStateException while scratch is being planned, since there is nothing to keep
   */
  Constant keep(Tensor source);

  /** @throws IllegalStateException if another thread is using this context */
  @Override
  void close();

  /** Open until {@link #close}d; gives back the scratch allocated meanwhile, which operations refuse from then on. */
  interface Scope extends AutoCloseable {
    /** @throws IllegalStateException if a scope that was opened later is still open, or by another thread */
    @Override
    void close();
  }
}
