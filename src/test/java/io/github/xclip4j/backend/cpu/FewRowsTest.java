package io.github.xclip4j.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Lane;
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
    try (SimdBackend backend = new SimdBackend(2);
        Lane lane = backend.lane(100_000)) {
      Linear layer = backend.linear(OUTPUTS, INPUTS, Matrix.of(OUTPUTS, INPUTS, weight), gaussian(random, OUTPUTS));
      float[] all = product(lane, layer, x, MOST);
      assertThat(product(lane, layer, x, rows)).isEqualTo(Arrays.copyOf(all, rows * OUTPUTS));
    }
  }

  private static float[] product(Lane lane, Linear layer, float[] x, int rows) {
    try (Lane.Scope _ = lane.scope()) {
      Tensor in = lane.tensor(1, rows, INPUTS);
      lane.write(in, Arrays.copyOf(x, rows * INPUTS));
      Tensor out = lane.tensor(1, rows, OUTPUTS);
      lane.ops().linear(out, in, layer, Activation.QUICK_GELU);
      return lane.read(out);
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
