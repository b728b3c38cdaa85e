package io.github.xclip4j.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.cli.options.TensorOutputs;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpolatedPositionsTest {
  private static final String NAME = "vision_model.embeddings.position_embedding.weight";
  private static final VisionConfig SMALL = VisionConfig.defaults(); // 7 × 7 patches, 768 wide

  @TempDir
  private Path folder;

  private float[] stretch(float[] positions, VisionConfig to) throws IOException {
    Path file = folder.resolve("model.safetensors");
    TensorOutputs.write(file, Map.of(NAME, FloatArray.of(positions, 50, 768)));
    try (StoredWeights weights = Safetensors.open(file)) {
      return new InterpolatedPositions(weights, SMALL, to).floats(NAME);
    }
  }

  @Test
  void sameSize_changesNothing() throws IOException {
    float[] positions = ProceduralWeights.uniform("positions", 1, 50 * 768);
    assertThat(stretch(positions, SMALL)).isEqualTo(positions);
  }

  @Test
  void constant_staysConstantAndTheClassTokenIsKept() throws IOException {
    float[] positions = new float[50 * 768];
    Arrays.fill(positions, 0, 768, -3);
    Arrays.fill(positions, 768, positions.length, 0.7f);
    float[] stretched = stretch(positions, SMALL.withImageSize(320));
    assertThat(stretched).hasSize(101 * 768);
    for (int i = 0; i < stretched.length; i++) {
      // weights are sums of four doubles: exact to one rounding of the float
      assertThat(stretched[i]).isEqualTo(i < 768 ? -3 : 0.7f, within(1e-7f));
    }
  }

  @Test
  void impulse_spreadsWithTheReferencesCubicWeights() throws IOException {
    float[] positions = new float[50 * 768];
    positions[(1 + 3 * 7 + 3) * 768] = 1; // the middle of 7 × 7
    float[] stretched = stretch(positions, SMALL.withImageSize(448)); // twice the size: places x.25 and x.75
    double near = (1.25 * 0.25 - 2.25) * 0.25 * 0.25 + 1; // ((a+2)t − (a+3))t² + 1 at t = 0.25, a = −0.75
    double far = (1.25 * 0.75 - 2.25) * 0.75 * 0.75 + 1;
    assertThat(stretched[(1 + 6 * 14 + 6) * 768]).isEqualTo((float) (near * near), within(1e-6f));
    assertThat(stretched[(1 + 6 * 14 + 7) * 768]).isEqualTo((float) (near * near), within(1e-6f));
    assertThat(stretched[(1 + 6 * 14 + 5) * 768]).isEqualTo((float) (near * far), within(1e-6f));
  }
}
