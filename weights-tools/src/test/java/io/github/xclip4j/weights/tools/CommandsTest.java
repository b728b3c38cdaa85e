package io.github.xclip4j.weights.tools;

import static io.github.xclip4j.weights.tools.ToolsData.run;
import static io.github.xclip4j.weights.tools.ToolsData.shared;
import static io.github.xclip4j.weights.tools.ToolsData.tinyCheckpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.cli.Subcommands;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.cli.options.TensorOutputs;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.tools.ToolsData.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @TempDir
  private Path folder;

  @Test
  void commands_areFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Subcommands.class)).hasAtLeastOneElementOfType(WeightsCommands.class);
  }

  @Test
  void synth_isTheGoldenCheckpointToTheBit() throws IOException {
    Path golden = shared("golden/checkpoints/tiny-b");
    Path out = folder.resolve("made");
    assertThat(run("synth", "--config", golden.resolve("config.json"), out).code()).isZero();
    try (StoredWeights made = WeightSources.open(out); StoredWeights stored = WeightSources.open(golden)) {
      for (String name : stored.names()) {
        assertThat(made.tensor(name).bytes().mismatch(stored.tensor(name).bytes())).as(name).isEqualTo(-1);
      }
    }
    assertThat(run("verify", out, "--golden", golden.resolve("golden.safetensors")).code()).isZero();
  }

  @Test
  void tokenizerThatIsNone_isSaidBeforeTheWork() throws IOException {
    Path out = folder.resolve("made");
    Result missing = run("synth", "--name", "base-patch32", "--tokenizer", folder.resolve("nope"), out);
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("nope: no such directory; --tokenizer").hasLineCount(1);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Result none = run("convert", empty, out, "--tokenizer", empty);
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("empty: has no tokenizer files").hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void tokenizerOfAnotherModel_isSaidBeforeTheWork() throws IOException {
    Path out = folder.resolve("made");
    Path tiny = tinyCheckpoint("tiny-a");
    Result synth = run("synth", "--name", "base-patch32", "--tokenizer", tiny, out);
    assertThat(synth.code()).isEqualTo(1);
    assertThat(synth.err()).contains("tokenizer.json: has 838 tokens", "vocab_size is 49408").hasLineCount(1);
    Path model = Files.createDirectory(folder.resolve("model"));
    for (String name : List.of("config.json", "model.safetensors", "vocab.json", "merges.txt")) {
      Files.copy(tiny.resolve(name), model.resolve(name));
    }
    assertThat(run("verify", model).out()).contains("tokens   those of the tokenizer are the model's");
    String config = Files.readString(model.resolve("config.json"));
    Files.writeString(model.resolve("config.json"), config.replace("\"bos_token_id\": 836", "\"bos_token_id\": 5"));
    for (List<Object> words : List.<List<Object>>of(
        List.of("convert", model, out), List.of("quantize", model, out), List.of("verify", model))) {
      assertThat(run(words.toArray()).err()).as("%s", words)
          .contains("vocab.json: begins a text with the id 836", "bos_token_id is 5").hasLineCount(1);
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void fileInPlaceOfADirectory_isSaid() {
    Path file = shared("golden/checkpoints/tiny-b").resolve("model.safetensors");
    assertThat(run("quantize", file, folder.resolve("out")).err())
        .contains("model.safetensors: is a file; IN is the directory of a checkpoint, here ").hasLineCount(1);
    assertThat(run("verify", file).err())
        .contains("model.safetensors: is a file; DIR is the directory of a checkpoint, here ").hasLineCount(1);
    assertThat(run("verify", folder.resolve("none")).err()).contains("none: no such directory; DIR").hasLineCount(1);
  }

  @Test
  void optionThatDoesNothing_isRefused() {
    Path model = shared("golden/checkpoints/tiny-b");
    assertThat(run("convert", model, folder.resolve("out"), "--frames", "8").err())
        .contains("--frames is for the authors' files").hasLineCount(1);
    assertThat(run("verify", model, "--tolerance", "0.1").err()).contains("--tolerance is for --golden FILE");
    assertThat(run("verify", model, "--backend", "scalar").err())
        .contains("--backend does nothing here", "--golden FILE");
    assertThat(run("synth", "--external-data", model.resolve("config.json"), folder, "--dtype", "f16").err())
        .contains("--dtype does nothing with --external-data");
    assertThat(run("verify", model, "--tolerance", "-1", "--golden", model.resolve("golden.safetensors")).err())
        .contains("--tolerance is -1.0: it must be at least 0");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void nameOfTheHub_isLookedUpInItsCache() {
    for (String command : List.of("inspect", "verify")) {
      assertThat(run(command, "no-one/no-such-model").err())
          .contains("hub's cache", "xclip4j download no-one/no-such-model").hasLineCount(1);
    }
  }

  @Test
  void inspect_ofAnotherKindOfFile_saysThatItIsNotSafetensors() throws IOException {
    Path gif = Files.writeString(folder.resolve("x.gif"), "GIF89a and so on, for longer than eight bytes");
    assertThat(run("inspect", gif).err())
        .contains("x.gif: is not a safetensors file: it begins with \"GIF89a.a\"").hasLineCount(1);
    Path zeros = Files.write(folder.resolve("zeros"), new byte[16]);
    assertThat(run("inspect", zeros).err()).contains("the bytes 00 00 00 00 00 00 00 00").hasLineCount(1);
  }

  @Test
  void synthOfAnUnknownName_listsTheKnownOnes() {
    Result result = run("synth", "--name", "huge", folder.resolve("x"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("xclip-large-patch14-16-frames").hasLineCount(1);
  }

  @Test
  void externalData_hasEveryTensorAtItsPlace() throws IOException {
    Path manifest = folder.resolve("m.json");
    Files.writeString(manifest, """
        {"file": "m.bin", "bytes": 8192, "tensors": [
          {"name": "a.bias", "shape": [3], "offset": 0},
          {"name": "b.weight", "shape": [2, 5], "offset": 4096}]}
        """);
    assertThat(run("synth", "--external-data", manifest, folder).code()).isZero();
    ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("m.bin"))).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.capacity()).isEqualTo(8192);
    assertThat(data.getFloat(8)).isEqualTo(ProceduralWeights.values("a.bias", 3)[2]);
    assertThat(data.getFloat(4096 + 36)).isEqualTo(ProceduralWeights.values("b.weight", 2, 5)[9]);
  }

  @Test
  void inspect_countsAndSaysHowTheFileWasRead() {
    Result result = run("inspect", shared("golden/checkpoints/tiny-a-bin-legacy"));
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("logit_scale", "before 1.6", "parameters", "GFLOP per video", "4 frames");
    Result original = run("inspect", "--summary", shared("golden/original/tiny_k400_16_8.pth"));
    assertThat(original.out()).contains("authors' trainer", "config.DATA.NUM_FRAMES = 8");
  }

  @Test
  void operations_areThoseOfThePaper() {
    // 8 frames of ViT-B/32, 4.4 G multiply-and-adds each, are 35 G; the paper's 39 G has the labels' part as well
    assertThat(Cost.video(XClipConfig.defaults()) / 2e9).isBetween(35.0, 39.0);
  }

  @Test
  void verify_findsAValueThatIsNotFinite() throws IOException {
    Path golden = shared("golden/checkpoints/tiny-b");
    Files.copy(golden.resolve("config.json"), folder.resolve("config.json"));
    Map<String, FloatArray> tensors = new LinkedHashMap<>();
    try (StoredWeights stored = WeightSources.open(golden)) {
      for (String name : stored.names()) {
        int[] shape = stored.info(name).shape().stream().mapToInt(Math::toIntExact).toArray();
        tensors.put(name, FloatArray.of(stored.floats(name), shape));
      }
    }
    tensors.get("visual_projection.weight").values()[61] = Float.NaN;
    TensorOutputs.write(folder.resolve("model.safetensors"), tensors);
    Result result = run("verify", folder);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("visual_projection.weight has NaN at row 1, column 1").hasLineCount(1);
  }

  @Test
  void verify_refusesPreprocessingForAnotherModel() throws IOException {
    Path tiny = Path.of(System.getProperty("xclip4j.root", ".."), "src/test/resources/checkpoints/tiny-b");
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(tiny.resolve(name), folder.resolve(name));
    }
    assertThat(run("verify", folder).code()).isZero();
    Files.writeString(folder.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"VideoMAEImageProcessor\", \"crop_size\": 17}");
    assertThat(run("verify", folder).err()).contains("17x17").contains("image_size").hasLineCount(1);
  }

  @Test
  void verify_missesWhatIsNotThereBeforeItReads() {
    Result folderMissing = run("verify", folder.resolve("none"), "--golden", folder.resolve("nope"));
    assertThat(folderMissing.code()).isEqualTo(1);
    assertThat(folderMissing.err()).contains("none: no such directory").hasLineCount(1);
    Result goldenMissing = run("verify", shared("golden/checkpoints/tiny-b"), "--golden", folder.resolve("nope"));
    assertThat(goldenMissing.code()).isEqualTo(1);
    assertThat(goldenMissing.out()).isEmpty();
    assertThat(goldenMissing.err()).contains("nope: no such file").hasLineCount(1);
  }

  @Test
  void verifyAgainstAnotherModelsOutputs_isWrong() {
    Result result = run("verify", shared("golden/checkpoints/tiny-a-bf16"),
        "--golden", shared("golden/checkpoints/tiny-a/golden.safetensors"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("verdict  wrong");
  }

  @Test
  void verifyAgainstAnotherModelsInputs_namesBothFiles() {
    Path model = tinyCheckpoint("tiny-a");
    Path golden = tinyCheckpoint("tiny-b").resolve("golden.safetensors");
    Result result = run("verify", model, "--golden", golden);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains(model.toString(), golden.toString(), "another model")
        .hasLineCount(1);
  }

  @Test
  void verifyInFastPrecision_allowsForItsRounding() {
    Path tiny = tinyCheckpoint("tiny-a");
    Result result =
        run("verify", tiny, "--golden", tiny.resolve("golden.safetensors"), "--precision", "fast");
    Assumptions.assumeFalse(result.err().contains("no backend fits {precision=fast}"), result::err);
    assertThat(result.out()).contains("verdict  right: every stage within 0.05");
  }

  @Test
  void quantized_isAQuarterAndCloseToTheReference() throws IOException {
    Path golden = shared("golden/checkpoints/tiny-a");
    Path out = folder.resolve("int8");
    assertThat(run("quantise", golden, out).code()).isZero();
    try (StoredWeights rounded = WeightSources.open(out); StoredWeights stored = WeightSources.open(golden)) {
      Matrix matrix = rounded.matrix("vision_model.encoder.layers.0.mlp.fc1.weight");
      assertThat(matrix.storage()).isEqualTo(Matrix.Storage.INT8);
      float[] exact = stored.floats("vision_model.encoder.layers.0.mlp.fc1.weight");
      float[] row = new float[matrix.cols()];
      for (int r = 0; r < matrix.rows(); r++) {
        matrix.read(r, 0, row.length, row, 0);
        float largest = 0;
        float error = 0;
        for (int c = 0; c < row.length; c++) {
          largest = Math.max(largest, Math.abs(exact[r * row.length + c]));
          error = Math.max(error, Math.abs(exact[r * row.length + c] - row[c]));
        }
        // half a step of the row's scale, and one rounding
        assertThat(error).isLessThanOrEqualTo(largest / 254 * 1.0001f);
      }
    }
    Result verified = run("verify", out, "--golden", golden.resolve("golden.safetensors"));
    assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
    assertThat(verified.out()).contains("8-bit weights change a probability");
  }

  @Test
  void quantized_givesTheSameBitsKeptAsStoredAndWidened() throws IOException {
    Path out = folder.resolve("int8");
    assertThat(run("quantize", shared("golden/checkpoints/tiny-a"), out).code()).isZero();
    assertThat(videoFeatures(out, "stored")).isEqualTo(videoFeatures(out, "float"));
  }

  private static float[] videoFeatures(Path checkpoint, String storage) throws IOException {
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2).with("weights", storage));
        XClip model = XClip.load(checkpoint, backend);
        Session session = model.session()) {
      VisionConfig vision = model.config().vision();
      int side = vision.imageSize();
      int frames = vision.numFrames();
      float[] pixels = ProceduralWeights.uniform("pixels", 2, frames * 3 * side * side);
      return session.videoFeatures(VideoBatch.of(FloatArray.of(pixels, 1, frames, 3, side, side))).values();
    }
  }
}
