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
import io.github.xclip4j.backend.Use;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What linear layers read from packed rows is what they read from rows as they lie, to the bit. */
@Tag("kernels")
class PackedRowsTest {
  private static final int OUTPUTS = 37;

  private final Random random = new Random(3);
  private final Backend backend = Backends.open("simd", BackendOptions.of("threads", 2));
  private final Context context = backend.context(6_500_000);

  @AfterEach
  void close() {
    context.close();
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({"1,1,5", "1,2,64", "1,3,33", "2,2,31", "3,4,16", "1,13,70", "2,25,96", "8,51,40", "1,410,1030"})
  void aNorm_packsWhatItWouldWrite(int groups, int rows, int cols) {
    Tensor x = filled(groups, rows + 1, cols).slice(1, rows);
    Tensor gamma = filled(1, 1, cols);
    Tensor beta = filled(1, 1, cols);
    compare(groups, rows, cols, out -> context.ops().layerNorm(out, x, gamma, beta, 1e-5f));
  }

  @ParameterizedTest
  @CsvSource({"1,1,5", "1,2,64", "1,3,33", "2,2,31", "3,4,16", "1,13,70", "2,25,96", "8,51,40", "1,410,1030"})
  void aLinearLayer_packsWhatItWouldWrite(int groups, int rows, int cols) {
    Tensor x = filled(groups, rows, 21);
    Linear layer = layer(cols, 21);
    compare(groups, rows, cols, out -> context.ops().linear(out, x, layer, Activation.QUICK_GELU));
  }

  @Test
  void aLinearLayer_packsWhatItWouldWrite_whenItsOwnInputIsPackedInParts() {
    Tensor x = filled(1, 900, 6000);
    Linear layer = layer(40, 6000);
    try (Context.Scope _ = context.scope()) {
      compare(1, 900, 40, out -> context.ops().linear(out, x, layer, Activation.NONE));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,4,4,4", "2,3,12,9,4", "3,3,32,32,16", "8,3,28,42,14", "1,2,7,6,5"})
  void patches_arePackedAsTheyWouldBeWritten(int frames, int channels, int height, int width, int patchSize) {
    Tensor pixels = filled(frames, channels * height, width + 3).columns(1, width);
    int patches = (height / patchSize) * (width / patchSize);
    compare(frames, patches, channels * patchSize * patchSize,
        out -> context.ops().patches(out, pixels, channels, patchSize));
  }

  /** Has {@code write} make rows and packed rows, and a linear layer read both. */
  private void compare(int groups, int rows, int cols, Consumer<Tensor> write) {
    Linear next = layer(OUTPUTS, cols);
    Tensor plain = context.tensor(groups, rows, cols);
    write.accept(plain);
    Tensor expected = context.tensor(groups, rows, OUTPUTS);
    context.ops().linear(expected, plain, next, Activation.NONE);
    Tensor packed = context.tensor(Use.LINEAR_INPUT, groups, rows, cols);
    write.accept(packed);
    Tensor actual = context.tensor(groups, rows, OUTPUTS);
    context.ops().linear(actual, packed, next, Activation.NONE);
    assertThat(context.read(actual)).isEqualTo(context.read(expected));
  }

  private Linear layer(int outputs, int inputs) {
    return backend.linear(outputs, inputs, Matrix.of(outputs, inputs, gaussian(outputs * inputs)), gaussian(outputs));
  }

  private Tensor filled(int groups, int rows, int cols) {
    Tensor tensor = context.tensor(groups, rows, cols);
    context.write(tensor, gaussian(groups * rows * cols));
    return tensor;
  }

  private float[] gaussian(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
