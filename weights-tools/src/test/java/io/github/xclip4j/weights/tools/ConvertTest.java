package io.github.xclip4j.weights.tools;

import static io.github.xclip4j.weights.tools.ToolsData.run;
import static io.github.xclip4j.weights.tools.ToolsData.shared;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.json.JsonTree;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.tools.ToolsData.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConvertTest {
  @TempDir
  private Path folder;

  @Test
  void authorsFile_becomesTheExpectedHubDirectory() throws IOException {
    Path out = folder.resolve("hub");
    Result result = run("convert", shared("golden/original/tiny_k400_16_8.pth"), out);
    assertThat(result).isEqualTo(new Result(0, result.out(), ""));
    assertThat(result.out()).contains("assumed", "8 frames", "no tokenizer files");
    assertThat(ConfigJson.read(out)).isEqualTo(ConfigJson.read(shared("golden/original/config.expected.json")));
    assertSame(out, shared("golden/original/model.expected.safetensors"));
    Result verified = run("verify", out, "--golden", shared("golden/original/golden.safetensors"));
    assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
    assertThat(verified.out()).contains("logits_per_video", "verdict  right");
    Map<String, Double> float32Errors = // PyTorch's own float32 against the same float64 outputs
        Map.of("logits_per_video", 4.468e-7, "text_embeds", 4.112e-7, "video_embeds", 2.479e-7);
    try (Backend backend = Backends.best(); XClip model = XClip.load(out, backend)) {
      List<GoldenCheck.Finding> findings =
          GoldenCheck.run(model, "tiny", shared("golden/original/golden.safetensors")).stream()
              .filter(finding -> float32Errors.containsKey(finding.stage()))
              .toList();
      assertThat(findings).hasSize(3).allSatisfy(finding -> assertThat(finding.relative()).as(finding.stage())
          .isLessThan(3 * float32Errors.get(finding.stage())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-a-bin", "tiny-a-bin-legacy", "tiny-a-sharded"})
  void otherFiles_becomeTheSameSafetensors(String name) throws IOException {
    Path out = folder.resolve("hub");
    Result result = run("convert", shared("golden/checkpoints/" + name), out);
    assertThat(result.code()).as(result.err()).isZero();
    assertSame(out, shared("golden/checkpoints/tiny-a"));
    assertThat(out.resolve("vocab.json")).exists();
    assertThat(out.resolve("config.json")).hasSameTextualContentAs(
        shared("golden/checkpoints/" + name + "/config.json"));
    assertThat(out.resolve("preprocessor_config.json")).exists();
  }

  @Test
  void headTrainedBesideTheModel_isLeftOut() throws IOException {
    Path model = shared("cases/47-head-beside-model/m");
    Path out = folder.resolve("hub");
    Result result = run("convert", model, out);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("left out, as the model has no use for them: extra");
    assertThat(run("verify", out).code()).isZero();
  }

  @Test
  void quantizedCheckpoint_isConvertedToo() throws IOException {
    Path quantized = folder.resolve("int8");
    assertThat(run("quantize", shared("golden/checkpoints/tiny-a"), quantized).code()).isZero();
    Result result = run("convert", quantized, folder.resolve("float"), "--dtype", "f32");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).doesNotContain("left out");
    assertThat(run("verify", folder.resolve("float")).code()).isZero();
  }

  @Test
  void preprocessing_comesAlong() throws IOException {
    Path model = tiny();
    Files.delete(model.resolve("preprocessor_config.json"));
    Files.writeString(model.resolve("processor_config.json"), """
        {"image_processor": {"image_processor_type": "VideoMAEImageProcessor", "size": {"shortest_edge": 48},
         "crop_size": {"height": 42, "width": 42}, "image_mean": [0.5, 0.5, 0.25], "image_std": [0.5, 0.5, 0.5]},
         "processor_class": "XCLIPProcessor"}
        """);
    for (String command : List.of("convert", "quantize")) {
      Path out = folder.resolve(command);
      Result result = run(command, model, out);
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("wrote the image_processor of processor_config.json as preprocessor_config.json");
      assertThat(settings(out).path("image_mean").toString()).isEqualTo("[0.5,0.5,0.25]");
      assertThat(settings(out).path("size").toString()).isEqualTo("{\"shortest_edge\":48}");
    }
    Path larger = folder.resolve("larger");
    Result result = run("convert", model, larger, "--image-size", 84);
    assertThat(result.out()).contains("frames are resized to {\"shortest_edge\":96} and cropped to"
        + " {\"height\":84,\"width\":84}, where processor_config.json was for a model of 42 pixels");
    assertThat(settings(larger).path("image_mean").toString()).isEqualTo("[0.5,0.5,0.25]");
  }

  @Test
  void preprocessingThatIsNotThere_isSaid() throws IOException {
    Path model = tiny();
    Files.delete(model.resolve("preprocessor_config.json"));
    for (String command : List.of("convert", "quantize")) {
      Path out = folder.resolve(command);
      assertThat(run(command, model, out).out()).contains("no preprocessor_config.json was found");
      assertThat(settings(out).path("crop_size").path("width").intValue()).isEqualTo(42);
    }
  }

  @Test
  void preprocessingForAnotherModel_isSaid() throws IOException {
    Path model = tiny();
    Files.writeString(model.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"VideoMAEImageProcessor\", \"crop_size\": 17}");
    for (String command : List.of("convert", "quantize")) {
      Result result = run(command, model, folder.resolve(command));
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out()).contains("the engine would refuse it").contains("17x17").contains("image_size");
    }
  }

  @Test
  void filesThatAreNotCopied_areSaid() throws IOException {
    Path model = tiny();
    assertThat(run("convert", model, folder.resolve("all")).out()).doesNotContain("not copied");
    Files.writeString(model.resolve("README.md"), "a model card");
    Files.writeString(model.resolve("optimizer.pt"), "the state of a training");
    for (String command : List.of("convert", "quantize")) {
      assertThat(run(command, model, folder.resolve(command)).out()).contains("not copied: README.md, optimizer.pt");
    }
  }

  @Test
  void keysOfTheConfigThatTheModelDoesNotUse_areKept() throws IOException {
    Path model = tiny();
    String config = Files.readString(model.resolve("config.json"));
    Files.writeString(model.resolve("config.json"),
        config.replace("\"torch_dtype\": \"float32\"",
            "\"id2label\": {\"0\": \"juggling\"}, \"torch_dtype\": \"bfloat16\""));
    Path out = folder.resolve("out");
    assertThat(run("convert", model, out, "--dtype", "f32", "--image-size", 84).code()).isZero();
    JsonNode written = JsonTree.read(Files.readAllBytes(out.resolve("config.json")));
    assertThat(written.path("id2label").path("0").stringValue()).isEqualTo("juggling");
    // the reference would round weights to the type that the config names
    assertThat(written.path("torch_dtype").stringValue()).isEqualTo("float32");
    assertThat(ConfigJson.read(out).vision().imageSize()).isEqualTo(84);
  }

  @Test
  void temperature_becomesAScalarAsInTheReference() throws IOException {
    Path out = folder.resolve("out");
    Path model = tiny();
    try (StoredWeights stored = WeightSources.open(model)) {
      assertThat(stored.info("logit_scale").shape()).isEqualTo(List.of(1L));
    }
    assertThat(run("convert", model, out).code()).isZero();
    assertThat(run("quantize", model, folder.resolve("int8")).code()).isZero();
    try (StoredWeights floats = WeightSources.open(out);
        StoredWeights int8 = WeightSources.open(folder.resolve("int8"))) {
      assertThat(floats.info("logit_scale").shape()).isEmpty();
      assertThat(int8.info("logit_scale").shape()).isEmpty();
    }
  }

  @Test
  void quantizedCheckpoint_saysInItsConfigHowItIsStored() throws IOException {
    Path int8 = folder.resolve("int8");
    Path model = tiny();
    assertThat(run("quantize", model, int8).code()).isZero();
    JsonNode storage = JsonTree.read(Files.readAllBytes(int8.resolve("config.json"))).path("quantization_config");
    assertThat(storage.path("quant_method").stringValue()).isEqualTo("compressed-tensors");
    assertThat(storage.path("format").stringValue()).isEqualTo("int-quantized");
    String name = "vision_model.encoder.layers.0.mlp.fc1.weight";
    try (StoredWeights stored = WeightSources.open(int8)) {
      assertThat(stored.info(name)).isEqualTo(TensorInfo.of(DType.I8, 130, 60));
      assertThat(stored.info(name + "_scale")).isEqualTo(TensorInfo.of(DType.F32, 130, 1));
      // a reference that does not know quantization_config must not take the integers for weights
      assertThat(stored.metadata()).doesNotContainKey("format");
    }
    Path floats = folder.resolve("floats");
    assertThat(run("convert", int8, floats).code()).isZero();
    assertThat(JsonTree.read(Files.readAllBytes(floats.resolve("config.json"))).has("quantization_config")).isFalse();
    assertThat(floats.resolve("model.safetensors")).satisfies(file -> {
      try (StoredWeights stored = WeightSources.open(file)) {
        assertThat(stored.info(name)).isEqualTo(TensorInfo.of(DType.F32, 130, 60));
      }
    });
  }

  @ParameterizedTest
  @CsvSource({"f16, tiny-a-f16", "bf16, tiny-a-bf16"})
  void halfPrecision_isRoundedAsTheReferenceDoes(String dtype, String expected) throws IOException {
    Path out = folder.resolve("hub");
    assertThat(run("convert", shared("golden/checkpoints/tiny-a"), out, "--dtype", dtype).code()).isZero();
    assertSame(out, shared("golden/checkpoints/" + expected));
  }

  @Test
  void shards_areCutAtTheSizeAndReadBackTheSame() throws IOException {
    Path out = folder.resolve("hub");
    Result result = run("convert", shared("golden/checkpoints/tiny-a"), out, "--shard-size", "900kB");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(out.resolve("model.safetensors.index.json")).exists();
    assertThat(Files.size(out.resolve("model-00001-of-00004.safetensors"))).isLessThan(920_000);
    assertSame(out, shared("golden/checkpoints/tiny-a"));
  }

  @Test
  void framesThatContradictTheFile_areRefused() {
    Result result = run("convert", shared("golden/original/tiny_k400_16_8.pth"), folder.resolve("x"), "--frames", 16);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("--frames is 16", "8 frames").hasLineCount(1);
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void outputThatIsNotEmpty_isRefused() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    Result result = run("convert", shared("golden/checkpoints/tiny-a"), folder);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("not empty").hasLineCount(1);
  }

  @Test
  void anotherResolution_interpolatesPositionsOnly() throws IOException {
    Path out = folder.resolve("hub");
    assertThat(run("convert", shared("golden/checkpoints/tiny-a"), out, "--image-size", 64).code()).isZero();
    String name = "vision_model.embeddings.position_embedding.weight";
    try (StoredWeights large = WeightSources.open(out);
        StoredWeights small = WeightSources.open(shared("golden/checkpoints/tiny-a"))) {
      assertThat(large.info(name)).isEqualTo(TensorInfo.of(DType.F32, 65, 96));
      assertThat(large.floats(name)).startsWith(java.util.Arrays.copyOf(small.floats(name), 96));
    }
    assertThat(ConfigJson.read(out).vision().imageSize()).isEqualTo(64);
    assertThat(Files.readString(out.resolve("preprocessor_config.json"))).contains("64");
    assertThat(run("verify", out).code()).isZero();
  }

  /** A copy of a small checkpoint. */
  private Path tiny() throws IOException {
    Path from = Path.of(System.getProperty("xclip4j.root", ".."), "src/test/resources/checkpoints/tiny-b");
    Path to = Files.createDirectory(folder.resolve("tiny"));
    for (String name : List.of("config.json", "model.safetensors", "preprocessor_config.json")) {
      Files.copy(from.resolve(name), to.resolve(name));
    }
    return to;
  }

  private static JsonNode settings(Path checkpoint) throws IOException {
    return JsonTree.read(Files.readAllBytes(checkpoint.resolve("preprocessor_config.json")));
  }

  private static void assertSame(Path left, Path right) throws IOException {
    try (StoredWeights a = WeightSources.open(left); StoredWeights b = WeightSources.open(right)) {
      assertThat(a.names()).containsExactlyInAnyOrderElementsOf(b.names());
      for (String name : b.names()) {
        if (name.equals("logit_scale")) { // one element in some files
          assertThat(a.info(name).shape()).isEmpty();
        } else {
          assertThat(a.info(name)).as(name).isEqualTo(b.info(name));
        }
        assertThat(a.tensor(name).bytes().mismatch(b.tensor(name).bytes())).as(name).isEqualTo(-1);
      }
    }
  }
}
