package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Matrix;
import java.util.List;

/** Stored weights stacked, scaled or transposed. */
final class Matrices {
  private Matrices() {}

  /** The matrices one below the other, read through: nothing is copied. */
  static Matrix stacked(List<Matrix> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Stacked(List.copyOf(parts));
  }

  /**
   * Every value times {@code factor}, rounded once. For {@code INT8} only the scales are multiplied, and rounded once.
   */
  static Matrix scaled(Matrix matrix, double factor) {
    return matrix.storage() == Matrix.Storage.INT8 ? new Rescaled(matrix, factor) : new Scaled(matrix, factor);
  }

  /** A copy whose rows are the columns of {@code matrix}. */
  static Matrix transposed(Matrix matrix) {
    float[] values = new float[Math.multiplyExact(matrix.rows(), matrix.cols())];
    float[] row = new float[matrix.cols()];
    for (int r = 0; r < matrix.rows(); r++) {
      matrix.read(r, 0, row.length, row, 0);
      for (int c = 0; c < row.length; c++) {
        values[c * matrix.rows() + r] = row[c];
      }
    }
    return Matrix.of(matrix.cols(), matrix.rows(), values);
  }

  /** The arrays one after the other. */
  static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int to = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, to, part.length);
      to += part.length;
    }
    return all;
  }

  private record Stacked(List<Matrix> parts) implements Matrix {
    @Override
    public int rows() {
      return parts.stream().mapToInt(Matrix::rows).sum();
    }

    @Override
    public int cols() {
      return parts.getFirst().cols();
    }

    @Override
    public Storage storage() {
      Storage first = parts.getFirst().storage();
      return parts.stream().allMatch(part -> part.storage() == first) ? first : Storage.F32;
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      Place place = place(row);
      place.part.read(place.row, firstCol, count, target, offset);
    }

    @Override
    public float scale(int row) {
      Place place = place(row);
      return place.part.scale(place.row);
    }

    @Override
    public void readIntegers(int row, int firstCol, int count, byte[] target, int offset) {
      Place place = place(row);
      place.part.readIntegers(place.row, firstCol, count, target, offset);
    }

    private Place place(int row) {
      int within = row;
      int part = 0;
      while (within >= parts.get(part).rows()) {
        within -= parts.get(part++).rows();
      }
      return new Place(parts.get(part), within);
    }

    private record Place(Matrix part, int row) {}
  }

  private record Scaled(Matrix matrix, double factor) implements Matrix {
    @Override
    public int rows() {
      return matrix.rows();
    }

    @Override
    public int cols() {
      return matrix.cols();
    }

    @Override
    public Storage storage() {
      return matrix.storage();
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      matrix.read(row, firstCol, count, target, offset);
      for (int i = offset; i < offset + count; i++) {
        target[i] = (float) (target[i] * factor);
      }
    }
  }

  /** The same 8-bit integers with other scales. */
  private record Rescaled(Matrix matrix, double factor) implements Matrix {
    @Override
    public int rows() {
      return matrix.rows();
    }

    @Override
    public int cols() {
      return matrix.cols();
    }

    @Override
    public Storage storage() {
      return Storage.INT8;
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      byte[] integers = new byte[count];
      readIntegers(row, firstCol, count, integers, 0);
      float scale = scale(row);
      for (int i = 0; i < count; i++) {
        target[offset + i] = integers[i] * scale;
      }
    }

    @Override
    public float scale(int row) {
      return (float) (matrix.scale(row) * factor);
    }

    @Override
    public void readIntegers(int row, int firstCol, int count, byte[] target, int offset) {
      matrix.readIntegers(row, firstCol, count, target, offset);
    }
  }
}
