package io.github.xclip4j.internal.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.Context;
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

  /** Integers and a scale per row. */
  private record Integers(int rows, int cols, byte[] integers, float[] scales) implements Matrix {
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

  /** Any integers, −128 among them, in rows that need not reach ±127; scales of either sign, zero and subnormal. */
  private static Integers integers() {
    Random random = new Random(3);
    byte[] integers = new byte[OUTPUTS * INPUTS];
    random.nextBytes(integers);
    for (int i = 2 * INPUTS; i < 4 * INPUTS; i++) {
      integers[i] %= 16;
    }
    float[] scales = new float[OUTPUTS];
    for (int row = 0; row < OUTPUTS; row++) {
      scales[row] = random.nextFloat(1e-4f, 1e-2f);
    }
    scales[1] = 0;
    scales[2] = -0.01f;
    scales[4] = Float.MIN_VALUE;
    return new Integers(OUTPUTS, INPUTS, integers, scales);
  }

  private static Matrix random(Matrix.Storage storage) {
    return storage == Matrix.Storage.INT8 ? integers() : values(storage);
  }

  private static Stored values(Matrix.Storage storage) {
    Random random = new Random(1);
    float[] values = new float[OUTPUTS * INPUTS];
    for (int i = 0; i < values.length; i++) {
      float value = (float) random.nextGaussian() / 30;
      values[i] = switch (storage) {
        case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
        case BF16 -> Float.intBitsToFloat(Float.floatToIntBits(value) & 0xFFFF0000);
        default -> value;
      };
    }
    return new Stored(storage, OUTPUTS, INPUTS, values);
  }

  @ParameterizedTest
  @EnumSource(Matrix.Storage.class)
  void narrowWeights_giveTheSameBits(Matrix.Storage storage) {
    Matrix weight = random(storage);
    assertThat(product(weight, WeightStorage.STORED)).isEqualTo(product(weight, WeightStorage.FLOAT));
  }

  private static float[] product(Matrix weight, WeightStorage storage) {
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2).with("weights", storage));
        Context context = backend.context(100_000)) {
      Linear layer = backend.linear(OUTPUTS, INPUTS, weight, new float[0]);
      Tensor x = context.tensor(1, 29, INPUTS);
      Tensor out = context.tensor(1, 29, OUTPUTS);
      float[] values = new float[29 * INPUTS];
      Random random = new Random(2);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      context.write(x, values);
      context.ops().linear(out, x, layer, Activation.NONE);
      return context.read(out);
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

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void valuesThatDoNotFit_areKeptAsFloats(Matrix.Storage storage) {
    float[] values = values(Matrix.Storage.F32).values;
    assertThat(panels(new Stored(storage, OUTPUTS, INPUTS, values))).isInstanceOf(FloatPanels.class);
  }

  @Test
  void bytePanels_areTheValuesOfTheMatrixToTheBit() {
    Integers weight = integers();
    BytePanels panels = new BytePanels(OUTPUTS, INPUTS);
    float[] row = new float[INPUTS];
    float[] panel = new float[INPUTS * Species.TILE_COLS];
    for (int output = 0; output < OUTPUTS; output++) {
      if (output % Species.TILE_COLS == 0) {
        panels.pack(weight, output / Species.TILE_COLS);
        panels.values(panel, output / Species.TILE_COLS, 0, INPUTS);
      }
      float[] packed = new float[INPUTS];
      for (int input = 0; input < INPUTS; input++) {
        packed[input] = panel[input * Species.TILE_COLS + output % Species.TILE_COLS];
      }
      weight.read(output, 0, INPUTS, row, 0);
      assertThat(packed).as("output %d", output).isEqualTo(row);
    }
  }

  private static Panels panels(Matrix weight) {
    try (SimdBackend backend = new SimdBackend(1, WeightStorage.STORED)) {
      return ((SimdLinear) backend.linear(weight, new float[0])).panels();
    }
  }
}
