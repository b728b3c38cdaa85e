package io.github.xclip4j.internal.weights;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.weights.SafetensorsWriter.FloatTensor;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCheckTest {
  private static final String POSITIONS = "vision_model.embeddings.position_embedding.weight";

  @TempDir
  private Path folder;

  /** What is said of tiny-b's weights after a change. */
  private AbstractThrowableAssert<?, ?> afterChange(Consumer<Map<String, FloatTensor>> change) throws IOException {
    XClipConfig config = ConfigJson.read(fixture("checkpoints/tiny-b"));
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (ExpectedTensor tensor : CheckpointNames.model(config)) {
      long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
      int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      tensors.put(tensor.name(), new FloatTensor(new float[elements], shape));
    }
    change.accept(tensors);
    Path file = folder.resolve("model.safetensors");
    SafetensorsWriter.write(file, tensors);
    try (StoredWeights weights = Safetensors.open(file)) {
      return assertThatThrownBy(() -> CheckpointCheck.exact(weights, CheckpointNames.model(config)))
          .isInstanceOf(WeightsException.class)
          .hasMessageStartingWith(file.toString())
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void anotherShape_namesTensorBothShapesKeyAndCause() throws IOException {
    afterChange(tensors -> tensors.put("vision_model.post_layernorm.weight", new FloatTensor(new float[64], 64)))
        .hasMessageContaining("vision_model.post_layernorm.weight is (64), config.json says (60)")
        .hasMessageContaining("vision_config.hidden_size 60")
        .hasMessageEndingWith("is this another checkpoint's config?");
  }

  @Test
  void missingAndUnused_areBothInOneLine() throws IOException {
    afterChange(tensors -> {
      tensors.remove("logit_scale");
      tensors.put("classifier.weight", new FloatTensor(new float[6], 2, 3));
      tensors.put("text_model.embeddings.position_ids", new FloatTensor(new float[21], 1, 21));
    }).hasMessageContaining("1 missing: logit_scale (1); 1 not part of the model: classifier.weight (2, 3)");
  }

  @Test
  void anotherResolution_isGuessed() throws IOException {
    afterChange(tensors -> tensors.put(POSITIONS, new FloatTensor(new float[17 * 60], 17, 60)))
        .hasMessageContaining("image_size 42, patch_size 14")
        .hasMessageContaining("--image-size");
  }

  @Test
  void authorsNames_areRecognised() throws IOException {
    afterChange(tensors -> {
      tensors.clear();
      tensors.put("visual.conv1.weight", new FloatTensor(new float[1], 1));
    }).hasMessageContaining("weights convert").hasMessageContaining("and ");
  }
}
