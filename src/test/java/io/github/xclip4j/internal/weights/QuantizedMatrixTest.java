package io.github.xclip4j.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantizedMatrixTest {
  private static final TensorInfo INTEGERS = new TensorInfo(DType.I8, List.of(2L, 128L));
  private static final float[] SCALES = {0.0123f, -3.4e-5f};

  /** Every integer there is: the first half in row 0, the other in row 1. */
  private static byte[] integers() {
    byte[] integers = new byte[256];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (byte) (i - 128);
    }
    return integers;
  }

  private static Matrix matrix(StoredTensor tensor) throws WeightsException {
    return matrix(tensor, "w_scale", TensorInfo.of(DType.F32, 2, 1));
  }

  private static Matrix matrix(StoredTensor tensor, String name, TensorInfo info) throws WeightsException {
    MemorySegment scales = MemorySegment.ofArray(new byte[2 * Float.BYTES]);
    for (int row = 0; row < SCALES.length; row++) {
      scales.set(ValueLayout.JAVA_FLOAT_UNALIGNED, row * Float.BYTES, SCALES[row]);
    }
    StoredTensor stored = StoredTensor.contiguous(name, info, scales);
    return new StoredWeights("made", Map.of("w", tensor, name, stored), Map.of(), List.<Arena>of()).matrix("w");
  }

  private static StoredTensor contiguous() throws WeightsException {
    return StoredTensor.contiguous("w", INTEGERS, MemorySegment.ofArray(integers()));
  }

  /** Integers next to each other lie three apart in the storage. */
  private static StoredTensor strided() throws WeightsException {
    byte[] storage = new byte[1 + 3 * 256];
    byte[] integers = integers();
    for (int i = 0; i < integers.length; i++) {
      storage[1 + 3 * i] = integers[i];
    }
    return StoredTensor.strided("w", INTEGERS, MemorySegment.ofArray(storage), 1, List.of(3 * 128L, 3L));
  }

  @Test
  void scalesOfTheEarlierLayout_areTheSame() throws WeightsException {
    Matrix now = matrix(contiguous());
    Matrix before = matrix(contiguous(), "w.scales", TensorInfo.of(DType.F32, 2));
    float[] expected = new float[128];
    float[] values = new float[128];
    for (int row = 0; row < 2; row++) {
      now.read(row, 0, 128, expected, 0);
      before.read(row, 0, 128, values, 0);
      assertThat(values).isEqualTo(expected);
    }
  }

  @Test
  void values_areIntegersTimesTheScaleOfTheirRow() throws WeightsException {
    for (StoredTensor tensor : List.of(contiguous(), strided())) {
      Matrix matrix = matrix(tensor);
      float[] values = new float[130];
      byte[] integers = new byte[130];
      for (int row = 0; row < 2; row++) {
        matrix.read(row, 0, 128, values, 1);
        matrix.readIntegers(row, 0, 128, integers, 2);
        assertThat(matrix.scale(row)).isEqualTo(SCALES[row]);
        for (int col = 0; col < 128; col++) {
          int stored = row * 128 + col - 128;
          assertThat(integers[2 + col]).isEqualTo((byte) stored);
          assertThat(values[1 + col]).isEqualTo(stored * SCALES[row]);
        }
      }
    }
  }

  @Test
  void partOfARow_isReadToItsPlaceAlone() throws WeightsException {
    for (StoredTensor tensor : List.of(contiguous(), strided())) {
      byte[] integers = new byte[5];
      matrix(tensor).readIntegers(1, 7, 3, integers, 1);
      assertThat(integers).containsExactly(0, 7, 8, 9, 0);
    }
  }

  @Test
  void matrixOfAnotherStorage_saysThatItHasNoScales() {
    Matrix floats = Matrix.of(1, 1, new float[1]);
    assertThatThrownBy(() -> floats.scale(0))
        .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("F32").hasMessageContaining("scales");
    assertThatThrownBy(() -> floats.readIntegers(0, 0, 1, new byte[1], 0))
        .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("F32").hasMessageContaining("integers");
  }
}
