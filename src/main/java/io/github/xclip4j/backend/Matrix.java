package io.github.xclip4j.backend;

/**
 * A weight matrix as its file stores it, read row by row and widened to float by whoever packs it. The source may keep
 * it as F32, F16, BF16 or INT8 with a scale per row: a backend that keeps narrow weights asks {@link #storage()}.
 */
public interface Matrix {
  int rows();

  int cols();

  /** How the values are stored, so that a backend may keep the weights as narrow as they came. */
  Storage storage();

  /**
   * Widens part of a row.
   *
   * @param target receives {@code count} values from {@code offset} on
   */
  void read(int row, int firstCol, int count, float[] target, int offset);

  /**
   * The scale of a row of {@link Storage#INT8}: {@link #read} gives each integer, as a float, times it.
   *
   * @throws UnsupportedOperationException of any other storage
   */
  default float scale(int row) {
    throw new UnsupportedOperationException("a matrix stored as " + storage() + " has no scales: read its values");
  }

  /**
   * Copies part of a row of {@link Storage#INT8} as it is stored, to be multiplied by {@link #scale}.
   *
   * @param target receives {@code count} integers from {@code offset} on
   * @throws UnsupportedOperationException of any other storage
   */
  default void readIntegers(int row, int firstCol, int count, byte[] target, int offset) {
    throw new UnsupportedOperationException("a matrix stored as " + storage() + " has no integers: read its values");
  }

  /** The precision of stored weights. */
  enum Storage {
    F32,
    F16,
    BF16,
    INT8
  }

  /** A matrix over row-major floats, not copied. */
  static Matrix of(int rows, int cols, float[] values) {
    if (values.length != (long) rows * cols) {
      throw new IllegalArgumentException(
          "a " + rows + "×" + cols + " matrix needs " + (long) rows * cols + " values, not " + values.length);
    }
    return new FloatMatrix(rows, cols, values);
  }
}
