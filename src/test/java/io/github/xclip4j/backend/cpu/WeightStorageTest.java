package io.github.xclip4j.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernels")
class WeightStorageTest {
  private static final int OUTPUTS = 75;
  private static final int INPUTS = 1100;

  /** Values that a storage holds, as a file of that storage gives them. */
  private record Stored(Storage storage, int rows, int cols, float[] values) implements Matrix {
    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      System.arraycopy(values, row * cols + firstCol, target, offset, count);
    }
  }

  private static Stored random(Matrix.Storage storage) {
    Random random = new Random(1);
    float[] values = new float[OUTPUTS * INPUTS];
    for (int row = 0; row < OUTPUTS; row++) {
      float scale = random.nextFloat(1e-4f, 1e-2f);
      for (int i = row * INPUTS; i < (row + 1) * INPUTS; i++) {
        float value = (float) random.nextGaussian() / 30;
        values[i] = switch (storage) {
          case F32 -> value;
          case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
          case BF16 -> Float.intBitsToFloat(Float.floatToIntBits(value) & 0xFFFF0000);
          case INT8 -> (i % INPUTS == 3 ? -127 : random.nextInt(-127, 128)) * scale;
        };
      }
    }
    if (storage == Matrix.Storage.INT8) {
      java.util.Arrays.fill(values, INPUTS, 2 * INPUTS, 0f); // a row of zeros has no scale
    }
    return new Stored(storage, OUTPUTS, INPUTS, values);
  }

  @ParameterizedTest
  @EnumSource(Matrix.Storage.class)
  void narrowWeights_giveTheSameBits(Matrix.Storage storage) {
    Stored weight = random(storage);
    assertThat(product(weight, WeightStorage.AS_STORED)).isEqualTo(product(weight, WeightStorage.FLOAT));
  }

  private static float[] product(Matrix weight, WeightStorage storage) {
    try (SimdBackend backend = new SimdBackend(2, storage); Lane lane = backend.lane(100_000)) {
      Linear layer = backend.linear(OUTPUTS, INPUTS, weight, new float[0]);
      Tensor x = lane.tensor(1, 29, INPUTS);
      Tensor out = lane.tensor(1, 29, OUTPUTS);
      float[] values = new float[29 * INPUTS];
      Random random = new Random(2);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      lane.write(x, values);
      lane.ops().linear(out, x, layer, Activation.NONE);
      return lane.read(out);
    }
  }

  @ParameterizedTest
  @EnumSource(Matrix.Storage.class)
  void storage_isAsNarrowAsTheFiles(Matrix.Storage storage) {
    assertThat(panels(random(storage))).isInstanceOf(switch (storage) {
      case F32 -> FloatPanels.class;
      case F16, BF16 -> HalfPanels.class;
      case INT8 -> BytePanels.class;
    });
  }

  @Test
  void valuesThatDoNotFit_areKeptAsFloats() {
    float[] values = random(Matrix.Storage.F32).values;
    for (Matrix.Storage storage : Matrix.Storage.values()) {
      assertThat(panels(new Stored(storage, OUTPUTS, INPUTS, values))).isInstanceOf(FloatPanels.class);
    }
  }

  private static Panels panels(Matrix weight) {
    try (SimdBackend backend = new SimdBackend(1, WeightStorage.AS_STORED)) {
      return ((SimdLinear) backend.linear(OUTPUTS, INPUTS, weight, new float[0])).panels();
    }
  }
}
