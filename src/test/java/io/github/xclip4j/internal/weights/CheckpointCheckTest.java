package io.github.xclip4j.internal.weights;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.cli.options.TensorOutputs;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
  private AbstractThrowableAssert<?, ?> afterChange(Consumer<Map<String, FloatArray>> change) throws IOException {
    XClipConfig config = ConfigJson.read(fixture("checkpoints/tiny-b"));
    Path file = tinyB(change);
    try (StoredWeights weights = Safetensors.open(file)) {
      return assertThatThrownBy(() -> CheckpointCheck.exact(weights, CheckpointNames.model(config)))
          .isInstanceOf(WeightsException.class)
          .hasMessageStartingWith(file.toString())
          .hasMessageNotContaining("\n");
    }
  }

  private Path tinyB(Map<String, FloatArray> more) throws IOException {
    return tinyB(tensors -> tensors.putAll(more));
  }

  private Path tinyB(Consumer<Map<String, FloatArray>> change) throws IOException {
    XClipConfig config = ConfigJson.read(fixture("checkpoints/tiny-b"));
    Map<String, FloatArray> tensors = new LinkedHashMap<>();
    for (ExpectedTensor tensor : CheckpointNames.model(config)) {
      int[] shape = tensor.shape().stream().mapToInt(Math::toIntExact).toArray();
      int elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      tensors.put(tensor.name(), FloatArray.of(new float[elements], shape));
    }
    change.accept(tensors);
    Path file = folder.resolve("model.safetensors");
    TensorOutputs.write(file, tensors);
    return file;
  }

  @Test
  void anotherShape_namesTensorBothShapesKeyAndCause() throws IOException {
    afterChange(tensors -> tensors.put("vision_model.post_layernorm.weight", FloatArray.of(new float[64], 64)))
        .hasMessageContaining("vision_model.post_layernorm.weight is (64), config.json says (60)")
        .hasMessageContaining("vision_config.hidden_size 60")
        .hasMessageEndingWith("is this another checkpoint's config?");
  }

  @Test
  void missingAndUnused_areBothInOneLine() throws IOException {
    afterChange(tensors -> {
      tensors.remove("logit_scale");
      tensors.put("classifier.weight", FloatArray.of(new float[6], 2, 3));
      tensors.put("text_model.embeddings.position_ids", FloatArray.of(new float[21], 1, 21));
    }).hasMessageContaining("1 missing: logit_scale (); 1 not part of the model: classifier.weight (2, 3)");
  }

  @Test
  void anotherResolution_isGuessed() throws IOException {
    afterChange(tensors -> tensors.put(POSITIONS, FloatArray.of(new float[17 * 60], 17, 60)))
        .hasMessageContaining("image_size 42, patch_size 14")
        .hasMessageContaining("--image-size");
  }

  @Test
  void authorsNames_areRecognised() throws IOException {
    afterChange(tensors -> {
      tensors.clear();
      tensors.put("visual.conv1.weight", FloatArray.of(new float[1], 1));
    }).hasMessageContaining("weights convert").hasMessageContaining("and ");
  }

  @Test
  void adapter_isToBeMerged() throws IOException {
    afterChange(tensors -> {
      tensors.clear();
      tensors.put("base_model.model.text_model.encoder.layers.0.self_attn.q_proj.lora_A.weight",
          FloatArray.of(new float[2], 1, 2));
    }).hasMessageContaining("LoRA adapter").hasMessageContaining("merge_and_unload()");
  }

  @Test
  void twoModels_areNamedByTheirPrefixes() throws IOException {
    afterChange(tensors -> {
      FloatArray tokens = tensors.remove("text_model.embeddings.token_embedding.weight");
      tensors.remove("vision_model.embeddings.class_embedding");
      tensors.put("student.text_model.embeddings.token_embedding.weight", tokens);
      tensors.put("teacher.text_model.embeddings.token_embedding.weight", tokens);
    }).hasMessageContaining("more than one model in it, under the prefixes student. and teacher.");
  }

  @Test
  void headBesideTheModel_isForConvertToLeaveOut() throws IOException {
    afterChange(tensors -> tensors.put("head.weight", FloatArray.of(new float[6], 2, 3)))
        .hasMessageContaining("1 not part of the model: head.weight (2, 3)")
        .hasMessageContaining("`xclip4j weights convert` leaves it out");
  }

  @Test
  void besides_letsAHeadBeAndRefusesALayerMore() throws IOException {
    Path head = tinyB(Map.of("head.weight", FloatArray.of(new float[6], 2, 3)));
    List<ExpectedTensor> expected = CheckpointNames.model(ConfigJson.read(fixture("checkpoints/tiny-b")));
    try (StoredWeights weights = Safetensors.open(head)) {
      assertThat(CheckpointCheck.besides(weights, expected)).containsExactly("head.weight");
    }
    Path layer = tinyB(Map.of("mit.encoder.layers.7.layer_norm1.bias", FloatArray.of(new float[1], 1)));
    try (StoredWeights weights = Safetensors.open(layer)) {
      assertThatThrownBy(() -> CheckpointCheck.besides(weights, expected))
          .hasMessageContaining("1 not part of the model: mit.encoder.layers.7.layer_norm1.bias (1)");
    }
  }

  @Test
  void typeThatIsNotRead_isOneClearError() throws IOException {
    Path file = folder.resolve("model.safetensors");
    XClipConfig config = ConfigJson.read(fixture("checkpoints/tiny-b"));
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    for (ExpectedTensor tensor : CheckpointNames.model(config)) {
      infos.put(tensor.name(), new TensorInfo(DType.F8_E4M3, tensor.shape()));
    }
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      for (Map.Entry<String, TensorInfo> info : infos.entrySet()) {
        writer.bytes(info.getKey(), ByteBuffer.allocate((int) info.getValue().bytes()));
      }
      writer.commit();
    }
    try (StoredWeights weights = Safetensors.open(file)) {
      assertThatThrownBy(() -> CheckpointCheck.exact(weights, CheckpointNames.model(config)))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("of a type that is not read as weights: logit_scale is F8_E4M3, ")
          .hasMessageEndingWith("save the checkpoint in one of these with the program that wrote it");
    }
  }

  @Test
  void directoryOfAnAdapter_saysWhatToMergeItInto() throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"microsoft/xclip-base-patch32\"}");
    Files.createFile(folder.resolve("adapter_model.safetensors"));
    assertThatThrownBy(() -> WeightSources.open(folder)).isInstanceOf(WeightsException.class)
        .hasMessageStartingWith(folder + ": holds a LoRA adapter, not a model: merge it into its base model"
            + " (microsoft/xclip-base-patch32)");
  }

  @Test
  void pointerOfGitLfs_isSaidForEachWeightFile() throws IOException {
    for (String name : List.of("pytorch_model.bin", "model.safetensors")) {
      Path file = Files.writeString(folder.resolve(name), "version https://git-lfs.github.com/spec/v1\n");
      assertThatThrownBy(() -> WeightSources.open(folder)).isInstanceOf(WeightsException.class)
          .hasMessageStartingWith(file + ": a pointer of Git LFS").hasMessageContaining("git lfs pull");
    }
  }
}
