package io.github.xclip4j.model;

import io.github.xclip4j.backend.Matrix;
import java.util.List;

/** Weights as other arrangements of stored weights, rearranged while they are read. */
final class Matrices {
  private Matrices() {}

  /** The matrices one below the other. */
  static Matrix stacked(List<Matrix> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Stacked(List.copyOf(parts));
  }

  /** Every value times {@code factor}, rounded once. */
  static Matrix scaled(Matrix matrix, double factor) {
    return new Scaled(matrix, factor);
  }

  /** Columns as rows. */
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
      return parts.getFirst().storage();
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      int within = row;
      int part = 0;
      while (within >= parts.get(part).rows()) {
        within -= parts.get(part++).rows();
      }
      parts.get(part).read(within, firstCol, count, target, offset);
    }
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
}
