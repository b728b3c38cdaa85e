package io.github.xclip4j.internal.backend.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 8-bit weights on integer units. */
class Int8Test {
  private static final int ROWS = 37;
  private static final int OUTPUTS = 75;
  private static final int INPUTS = 300;

  /** Integers and a scale per row, of which one row's is zero and one's negative. */
  private record Integers(byte[] values) implements Matrix {
    @Override
    public int rows() {
      return OUTPUTS;
    }

    @Override
    public int cols() {
      return INPUTS;
    }

    @Override
    public Storage storage() {
      return Storage.INT8;
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      for (int i = 0; i < count; i++) {
        target[offset + i] = values[row * INPUTS + firstCol + i] * scale(row);
      }
    }

    @Override
    public float scale(int row) {
      return row == 3 ? 0 : row == 4 ? -0.01f : 0.001f * (1 + row % 5);
    }

    @Override
    public void readIntegers(int row, int firstCol, int count, byte[] target, int offset) {
      System.arraycopy(values, row * INPUTS + firstCol, target, offset, count);
    }
  }

  private static Integers weights() {
    byte[] values = new byte[OUTPUTS * INPUTS];
    new Random(1).nextBytes(values); // -128 among them
    return new Integers(values);
  }

  /** Rows of bf16 values of very different sizes, one of zeros. */
  private static float[] inputs() {
    Random random = new Random(2);
    float[] values = new float[ROWS * INPUTS];
    for (int i = 0; i < values.length; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(10, i / INPUTS % 5 - 2));
      values[i] = i / INPUTS == 6 ? 0 : Float.intBitsToFloat(Float.floatToIntBits(value) & 0xffff0000);
    }
    return values;
  }

  private static float[] product(Backend backend, Matrix weight) {
    try (backend; Context context = backend.context(200_000); Context.Scope _ = context.scope()) {
      float[] bias = new float[OUTPUTS];
      for (int i = 0; i < OUTPUTS; i++) {
        bias[i] = i * 0.1f;
      }
      Linear layer = backend.linear(OUTPUTS, INPUTS, weight, bias);
      Tensor x = context.tensor(1, ROWS, INPUTS);
      Tensor out = context.tensor(1, ROWS, OUTPUTS);
      context.write(x, inputs());
      context.ops().linear(out, x, layer, Activation.NONE);
      return context.read(out);
    }
  }

  /** What the integers give: inputs as 127ths of their row's largest, to the nearest. */
  private static float[] expected() {
    Integers weight = weights();
    float[] x = inputs();
    float[] out = new float[ROWS * OUTPUTS];
    for (int row = 0; row < ROWS; row++) {
      float most = 0;
      for (int k = 0; k < INPUTS; k++) {
        most = Math.max(most, Math.abs(x[row * INPUTS + k]));
      }
      float scale = most / 127;
      float inverse = scale > 0 ? 1 / scale : 0;
      for (int output = 0; output < OUTPUTS; output++) {
        int sum = 0;
        for (int k = 0; k < INPUTS; k++) {
          sum += (int) Math.rint(x[row * INPUTS + k] * inverse) * weight.values[output * INPUTS + k];
        }
        out[row * OUTPUTS + output] = output * 0.1f + sum * (weight.scale(output) * scale);
      }
    }
    return out;
  }

  private static void assertIsTheIntegers(float[] actual) {
    float[] expected = expected();
    for (int i = 0; i < expected.length; i++) {
      // three roundings after the exact sum: of the scales' product, of the product, of the sum with the bias
      double size = Math.abs(expected[i]) + 0.1 * OUTPUTS;
      assertThat((double) actual[i]).as("value %d", i).isCloseTo(expected[i],
          within(4 * 0x1p-24 * size));
    }
  }

  @Test
  void product_isThatOfTheIntegers() {
    float[] amx = product(TestUnits.FAST_ON_EMULATED_AMX.open(), weights());
    assertIsTheIntegers(amx);
    assertThat(product(TestUnits.FAST_ON_EMULATED_AVX512.open(1), weights())).isEqualTo(amx);
  }

  @Test
  void product_ofThisProcessor_isThatOfTheIntegers() {
    assertIsTheIntegers(product(TestUnits.FAST_ON_THIS_PROCESSOR.open(), weights()));
  }

  @Test
  void exactPrecision_takesTheValues() {
    float[] floats = new float[OUTPUTS * INPUTS];
    for (int row = 0; row < OUTPUTS; row++) {
      weights().read(row, 0, INPUTS, floats, row * INPUTS);
    }
    assertThat(product(TestUnits.EXACT_ON_EMULATED_AMX.open(), weights()))
        .isEqualTo(product(TestUnits.EXACT_ON_EMULATED_AMX.open(), Matrix.of(OUTPUTS, INPUTS, floats)));
  }

  @Test
  void notANumber_staysNotANumber() {
    float[] values = inputs();
    values[5 * INPUTS + 7] = Float.NaN;
    try (Backend backend = TestUnits.FAST_ON_EMULATED_AVX512.open(1);
        Context context = backend.context(200_000); Context.Scope _ = context.scope()) {
      Linear layer = backend.linear(OUTPUTS, INPUTS, weights(), new float[0]);
      Tensor x = context.tensor(1, ROWS, INPUTS);
      Tensor out = context.tensor(1, ROWS, OUTPUTS);
      context.write(x, values);
      context.ops().linear(out, x, layer, Activation.NONE);
      float[] result = context.read(out);
      for (int i = 0; i < result.length; i++) {
        assertThat(Float.isNaN(result[i])).as("value %d", i).isEqualTo(i / OUTPUTS == 5);
      }
    }
  }
}
