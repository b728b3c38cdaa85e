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
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernels")
class FewRowsTest {
  private static final int MOST = 13;
  private static final int INPUTS = 1100;
  private static final int OUTPUTS = 235;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 9, 12})
  void rows_haveTheSameBits_howeverManyThereAre(int rows) {
    Random random = new Random(2);
    float[] weight = gaussian(random, OUTPUTS * INPUTS);
    float[] x = gaussian(random, MOST * INPUTS);
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2));
        Context context = backend.context(100_000)) {
      Linear layer = backend.linear(OUTPUTS, INPUTS, Matrix.of(OUTPUTS, INPUTS, weight), gaussian(random, OUTPUTS));
      float[] all = product(context, layer, x, MOST);
      assertThat(product(context, layer, x, rows)).isEqualTo(Arrays.copyOf(all, rows * OUTPUTS));
    }
  }

  private static float[] product(Context context, Linear layer, float[] x, int rows) {
    try (Context.Scope _ = context.scope()) {
      Tensor in = context.tensor(1, rows, INPUTS);
      context.write(in, Arrays.copyOf(x, rows * INPUTS));
      Tensor out = context.tensor(1, rows, OUTPUTS);
      context.ops().linear(out, in, layer, Activation.QUICK_GELU);
      return context.read(out);
    }
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
