package io.github.xclip4j.internal.backend.simd;

/** Buffers of one worker, kept between operations and grown when one needs more; none is larger than a cache level. */
final class Scratch {
  /** Accumulators of tiles. */
  private float[] tiles = new float[0];
  /** A right operand: weights widened, or queries and values rearranged, for a kernel. */
  private float[] right = new float[0];
  /** A left operand: keys rearranged for a kernel. */
  private float[] left = new float[0];
  /** Scores of a panel of queries. */
  private float[] scores = new float[0];
  /** The state of {@link Softmax} for a panel of queries. */
  private float[] state = new float[0];
  /** Where rows of a result start. */
  private int[] rowStarts = new int[0];
  @SuppressWarnings("unused") // consumed values end here
  private float consumed;

  float[] tiles(int length) {
    return tiles = atLeast(tiles, length);
  }

  float[] right(int length) {
    return right = atLeast(right, length);
  }

  float[] left(int length) {
    return left = atLeast(left, length);
  }

  float[] scores(int length) {
    return scores = atLeast(scores, length);
  }

  float[] state(int length) {
    return state = atLeast(state, length);
  }

  int[] rowStarts(int length) {
    return rowStarts = rowStarts.length >= length ? rowStarts : new int[length];
  }

  /** Consumes a value, so that the compiler does not eliminate what it is made of. */
  void consume(float value) {
    consumed = value;
  }

  /** The same array if it is long enough, else a longer one. */
  static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
