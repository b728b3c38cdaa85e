package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of bad input is one line that says what, where and which values; nothing is written. */
class BadInputTest {
  private static final Path TINY = SharedData.fixture("checkpoints/tiny-a");
  private static final Path CLIP = SharedData.root()
      .resolve("src/main/resources/io/github/xclip4j/cli/demo/clips/red-circle-growing.gif");

  @TempDir
  Path folder;

  @AfterEach
  void noOutputAppears() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.contains("out"))).isEmpty();
    }
  }

  private Path output() {
    return folder.resolve("out.safetensors");
  }

  /** The fixture's inputs, changed. */
  private String runWith(Map<String, TensorInfo> shapes, long badId, float badPixel) throws IOException {
    Path input = folder.resolve("in.safetensors");
    try (StoredWeights golden = Safetensors.open(TINY.resolve("golden.safetensors"))) {
      Map<String, TensorInfo> infos = new LinkedHashMap<>();
      infos.put("input_ids", golden.info("input_ids"));
      infos.put("pixel_values", golden.info("pixel_values"));
      infos.putAll(shapes);
      long[] ids = golden.tensor("input_ids").longs();
      ids[1] = badId < 0 ? badId : badId == 0 ? ids[1] : badId;
      float[] pixels = golden.floats("pixel_values");
      pixels[5] = badPixel;
      try (SafetensorsWriter writer = SafetensorsWriter.create(input, infos, Map.of())) {
        writer.longs("input_ids", ids);
        writer.floats("pixel_values", pixels);
        writer.commit();
      }
    }
    return Command.run("run", "--model", TINY, "--input", input, "--output", output(), "--backend", "scalar").failed();
  }

  @Test
  void nanPixels() throws IOException {
    assertThat(runWith(Map.of(), 0, Float.NaN)).contains("pixel_values", "NaN", "index 5");
  }

  @ParameterizedTest
  @ValueSource(longs = {-7, 49_408, 1L << 40})
  void tokenIdsOutsideTheVocabulary(long id) throws IOException {
    assertThat(runWith(Map.of(), id, 0)).contains(Long.toString(id));
  }

  @Test
  void wrongNumberOfFrames() throws IOException {
    assertThat(runWith(Map.of("pixel_values", TensorInfo.of(DType.F32, 4, 2, 3, 32, 32)), 0, 0))
        .contains("2 frames", "num_frames", "4");
  }

  @Test
  void wrongResolution() throws IOException {
    assertThat(runWith(Map.of("pixel_values", TensorInfo.of(DType.F32, 2, 4, 3, 16, 64)), 0, 0))
        .contains("16 pixels high", "image_size", "32");
  }

  @Test
  void pixelsOfAnotherRank() throws IOException {
    assertThat(runWith(Map.of("pixel_values", TensorInfo.of(DType.F32, 8, 3, 32, 32)), 0, 0))
        .contains("(8, 3, 32, 32)", "(videos, frames, 3, height, width)");
  }

  @Test
  void weightsThatHoldNan() throws IOException {
    Path model = copyOfTiny();
    byte[] file = Files.readAllBytes(model.resolve("model.safetensors"));
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(file.length - 4, Float.NaN).putFloat((int) bytes.getLong(0) + 8, Float.NaN);
    Files.write(model.resolve("model.safetensors"), file);
    assertThat(Command.run("run", "--model", model, "--input", TINY.resolve("golden.safetensors"), "--output",
        output(), "--backend", "scalar").failed()).contains("NaN").contains("weights");
  }

  private Path copyOfTiny() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(TINY.resolve(name), model.resolve(name));
    }
    return model;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,800]}}`",
      "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
          + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}`",
      "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}`",
      "`{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,16]}}`",
      "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
          + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}`",
      "`{\"a\":{\"dtype\":\"F99\",\"shape\":[2],\"data_offsets\":[0,8]}}`",
      "`{\"a\":`"})
  void headerThatLies(String header) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    assertThat(runOn(Files.write(folder.resolve("in.safetensors"), file.array()))).contains("in.safetensors");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_001L, 1_000_000L, -1})
  void headerLengthThatLies(long length) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThat(runOn(Files.write(folder.resolve("in.safetensors"), file.array()))).contains("in.safetensors");
  }

  private String runOn(Path input) {
    return Command.run("run", "--model", TINY, "--input", input, "--output", output()).failed();
  }

  @Test
  void configThatContradictsItself() throws IOException {
    Path model = copyOfTiny();
    String config = Files.readString(model.resolve("config.json"));
    Files.writeString(model.resolve("config.json"),
        config.replaceFirst("\"num_attention_heads\": \\d+", "\"num_attention_heads\": 7"));
    assertThat(Command.run("info", "--model", model).failed()).contains("num_attention_heads", "7");
  }

  @Test
  void configOfAnotherModel() throws IOException {
    Path model = copyOfTiny();
    String config = Files.readString(model.resolve("config.json"));
    Files.writeString(model.resolve("config.json"),
        config.replaceFirst("\"vocab_size\": \\d+", "\"vocab_size\": 777"));
    assertThat(Command.run("run", "--model", model, "--input", TINY.resolve("golden.safetensors"), "--output",
        output()).failed()).contains("token_embedding", "777");
  }

  @Test
  void noSuchModel() {
    assertThat(Command.run("info", "--model", folder.resolve("nowhere")).failed())
        .contains("nowhere: no such directory");
  }

  @Test
  void noSuchModel_namedAsTheHubDoes_showsHowToGetIt() {
    assertThat(Command.run("info", "--model", "someone/xclip-none").failed())
        .contains("no such directory", "hub's cache", "xclip4j download someone/xclip-none");
  }

  @Test
  void configThatEndsEarly_saysWhereAndNoMore() throws IOException {
    Path model = copyOfTiny();
    Files.writeString(model.resolve("config.json"), "{\n  \"text_config\": {");
    assertThat(Command.run("info", "--model", model).failed())
        .contains("config.json: not JSON", "line 2, column").doesNotContain("Source:", "REDACTED");
  }

  @Test
  void labelLongerThanTheContext() {
    String label = "a " + "very ".repeat(40) + "long label";
    assertThat(Command.run("classify", CLIP, "--labels", label, "--backend", "scalar").failed())
        .contains("tokens", "32");
  }

  @Test
  void labelFileWithoutLabels() throws IOException {
    Path empty = Files.writeString(folder.resolve("labels.txt"), "\n  \n");
    assertThat(Command.run("classify", CLIP, "--labels-file", empty).failed()).contains("labels.txt", "no labels");
  }

  @Test
  void labelFileThatIsNoText() throws IOException {
    Path binary = Files.write(folder.resolve("labels.bin"), new byte[] {(byte) 0xC3, (byte) 0x28, 0});
    assertThat(Command.run("classify", CLIP, "--labels-file", binary).failed()).contains("labels.bin", "UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated.mp4", "noise.mp4", "empty.mp4", "audio_only.mp4"})
  void brokenVideo(String name) {
    Path file = SharedData.shared("golden/video/" + name);
    assertThat(Command.run("frames", file, "--count", "8", "--output", output()).failed()).contains(name);
  }

  @Test
  void missingFfmpeg() throws IOException {
    Path video = Files.writeString(folder.resolve("clip.mp4"), "anything");
    assertThat(Command.run("frames", video, "--count", "8", "--ffmpeg", folder.resolve("none"), "--output", output())
        .failed()).contains("none", "ffmpeg");
  }

  @Test
  void brokenGif() throws IOException {
    byte[] whole = Files.readAllBytes(CLIP);
    Path cut = Files.write(folder.resolve("cut.gif"), java.util.Arrays.copyOf(whole, 1000));
    assertThat(Command.run("frames", cut, "--count", "8", "--output", output()).failed()).contains("cut.gif");
  }

  @Test
  void outputFolderThatIsNotThere() {
    assertThat(Command.run("frames", CLIP, "--count", "8", "--output", folder.resolve("no/x.safetensors")).failed())
        .contains("there is no folder");
  }

  @Test
  void outputThatIsAnInput_isLeftAsItIs() throws IOException {
    Path clip = Files.copy(CLIP, folder.resolve("clip.st"));
    assertThat(Command.run("frames", clip, "--count", "8", "--output", folder.resolve("./clip.st")).failed())
        .contains("clip.st", "it is what the command reads");
    assertThat(clip).hasSameBinaryContentAs(CLIP);
    Path model = Files.createDirectory(folder.resolve("model"));
    Path weights = Files.writeString(model.resolve("model.safetensors"), "weights");
    assertThat(Command.run("embed", clip, "--model", model, "--output", weights).failed())
        .contains("model.safetensors", "it is a file of");
    assertThat(Command.run("run", "--input", weights, "--output", weights).failed()).contains("what the command reads");
    assertThat(weights).hasContent("weights");
  }

  @Test
  void moreThreadsThanAnyProcessorHas() {
    assertThat(Command.run("classify", CLIP, "--labels", "a", "--threads", "100000").misused())
        .contains("threads is 100000: it must be 1 to 1024");
  }

  @Test
  void windowBehindTheEnd() {
    assertThat(Command.run("frames", CLIP, "--count", "8", "--sampling", "window", "--start", "16", "--output",
        output()).failed()).contains("16 frames", "0 to 15");
  }

  @Test
  void textsThatAreNoArrayOfStrings() throws IOException {
    assertThat(Command.run("tokenize", "--file", Files.writeString(folder.resolve("t.json"), "{}")).failed())
        .contains("t.json", "array of strings");
    assertThat(Command.run("tokenize", "--file", Files.writeString(folder.resolve("t.json"), "[1]")).failed())
        .contains("element 0");
    assertThat(Command.run("tokenize", "--file", Files.writeString(folder.resolve("t.json"), "[\"a")).failed())
        .contains("is not JSON");
  }

  @Test
  void imageThatIsNone() throws IOException {
    Path image = Files.writeString(folder.resolve("i.png"), "no image");
    assertThat(Command.run("preprocess", image, "--output", output()).failed()).contains("i.png");
  }

  @Test
  void debug_showsTheStackTrace() {
    Command.Result result = Command.run("info", "--model", folder.resolve("nowhere"), "--debug");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("\tat io.github.xclip4j.cli.");
  }
}
