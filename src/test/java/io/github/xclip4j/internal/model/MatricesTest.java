package io.github.xclip4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Matrix.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatricesTest {
  private static final int COLS = 40;

  /** Random integers, with a random scale for each row. */
  private record Integers(int rows, int cols, byte[] integers, float[] scales) implements Matrix {
    static Integers random(int seed, int rows) {
      Random random = new Random(seed);
      byte[] integers = new byte[rows * COLS];
      random.nextBytes(integers);
      float[] scales = new float[rows];
      for (int row = 0; row < rows; row++) {
        scales[row] = random.nextFloat(1e-4f, 1e-2f);
      }
      return new Integers(rows, COLS, integers, scales);
    }

    @Override
    public Storage storage() {
      return Storage.INT8;
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      for (int i = 0; i < count; i++) {
        target[offset + i] = integers[row * cols + firstCol + i] * scales[row];
      }
    }

    @Override
    public float scale(int row) {
      return scales[row];
    }

    @Override
    public void readIntegers(int row, int firstCol, int count, byte[] target, int offset) {
      System.arraycopy(integers, row * cols + firstCol, target, offset, count);
    }
  }

  private static float[] values(Matrix matrix) {
    float[] values = new float[matrix.rows() * matrix.cols()];
    for (int row = 0; row < matrix.rows(); row++) {
      matrix.read(row, 0, matrix.cols(), values, row * matrix.cols());
    }
    return values;
  }

  /** The values of a matrix, computed from its integers and scales. */
  private static float[] widened(Matrix matrix) {
    float[] values = new float[matrix.rows() * matrix.cols()];
    byte[] integers = new byte[matrix.cols()];
    for (int row = 0; row < matrix.rows(); row++) {
      matrix.readIntegers(row, 0, integers.length, integers, 0);
      for (int col = 0; col < integers.length; col++) {
        values[row * matrix.cols() + col] = integers[col] * matrix.scale(row);
      }
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 32, 24, 1})
  void scaledIntegers_areTheValuesThatAreRead(int headSize) {
    Matrix scaled = Matrices.scaled(Integers.random(1, 5), 1 / Math.sqrt(headSize));
    assertThat(scaled.storage()).isEqualTo(Storage.INT8);
    assertThat(widened(scaled)).isEqualTo(values(scaled));
  }

  @Test
  void scaledIntegers_areWithinTwoRoundingsOfTheProduct() {
    double factor = 1 / Math.sqrt(24);
    Integers stored = Integers.random(2, 7);
    float[] scaled = values(Matrices.scaled(stored, factor));
    for (int i = 0; i < scaled.length; i++) {
      double exact = (double) stored.integers[i] * stored.scales[i / COLS] * factor;
      assertThat(Math.abs(scaled[i] - exact)).isLessThanOrEqualTo(2 * 0x1.01p-24 * Math.abs(exact));
    }
  }

  @Test
  void integersScaledByAPowerOfTwo_areTheValuesScaledToTheBit() {
    Integers stored = Integers.random(3, 6);
    float[] expected = values(stored);
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= 0.125f;
    }
    assertThat(values(Matrices.scaled(stored, 1 / Math.sqrt(64)))).isEqualTo(expected);
  }

  @Test
  void stackedIntegers_keepIntegersAndScalesOfEveryPart() {
    Integers first = Integers.random(4, 3);
    Integers second = Integers.random(5, 1);
    Matrix scaled = Matrices.scaled(Integers.random(6, 4), 0.3);
    Matrix stacked = Matrices.stacked(List.of(first, second, scaled));
    assertThat(stacked.storage()).isEqualTo(Storage.INT8);
    assertThat(stacked.rows()).isEqualTo(8);
    float[] expected = Matrices.joined(List.of(values(first), values(second), values(scaled)));
    assertThat(values(stacked)).isEqualTo(expected);
    assertThat(widened(stacked)).isEqualTo(expected);
  }

  @Test
  void stackedOfSeveralStorages_isOfFloats() {
    Integers integers = Integers.random(7, 2);
    float[] floats = {1, 2.5f, Float.MIN_VALUE};
    Matrix other = Matrix.of(1, COLS, Arrays.copyOf(floats, COLS));
    for (List<Matrix> parts : List.of(List.of(integers, other), List.of(other, integers))) {
      Matrix stacked = Matrices.stacked(parts);
      assertThat(stacked.storage()).isEqualTo(Storage.F32);
      assertThat(values(stacked)).isEqualTo(Matrices.joined(parts.stream().map(MatricesTest::values).toList()));
    }
  }
}
