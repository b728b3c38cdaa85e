package io.github.xclip4j.cli.checkpoints;

import static io.github.xclip4j.SharedData.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProceduralWeightsTest {
  @ParameterizedTest
  @ValueSource(strings = {"checkpoints/tiny-a", "checkpoints/tiny-b", "checkpoints/tiny-a-sharded"})
  void everyTensor_isEqualToTheGoldenCheckpointToTheBit(String directory) throws Exception {
    XClipConfig config = ConfigJson.read(shared("golden/" + directory));
    try (StoredWeights stored = WeightSources.open(shared("golden/" + directory));
        ProceduralWeights made = new ProceduralWeights(config)) {
      assertThat(stored.names()).containsExactlyInAnyOrderElementsOf(made.names());
      for (String name : made.names()) {
        List<Long> shape = name.equals("logit_scale") ? List.of() : stored.info(name).shape(); // a scalar, as in .pth files
        assertThat(made.info(name)).as(name).isEqualTo(new TensorInfo(stored.info(name).dtype(), shape));
        assertThat(made.floats(name)).as(name).isEqualTo(stored.floats(name));
      }
      CheckpointCheck.exact(stored, CheckpointNames.model(config));
    }
  }

  @Test
  void partOfARow_isTheSameAsThatPartOfTheWhole() throws IOException {
    ProceduralWeights made = new ProceduralWeights(XClipConfig.defaults());
    String name = "vision_model.encoder.layers.3.mlp.fc1.weight";
    float[] part = new float[12];
    made.matrix(name).read(5, 100, 10, part, 1);
    float[] whole = made.floats(name);
    assertThat(part).startsWith(0f, whole[5 * 768 + 100]).endsWith(whole[5 * 768 + 109], 0f);
  }

  @Test
  void unknownName_isRefused() {
    assertThatThrownBy(() -> new ProceduralWeights(XClipConfig.defaults()).info("nothing"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("nothing");
  }
}
