package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.cli.options.TensorOutputs;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that read or write tensors. */
class TensorCommandsTest {
  private static final Path TINY = SharedData.fixture("checkpoints/tiny-a");
  private static final Path CLIP = SharedData.root()
      .resolve("src/main/resources/io/github/xclip4j/cli/demo/clips/red-circle-growing.gif");

  @TempDir
  Path folder;

  @AfterEach
  void nothingHalfWrittenIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::toString).filter(name -> name.contains("part") || name.endsWith(".tmp"))).isEmpty();
    }
  }

  @Test
  void run_allDetails_namesAndValuesOfTheReference() throws IOException {
    Path output = folder.resolve("out.safetensors");
    Command.run("run", "--model", TINY, "--input", TINY.resolve("golden.safetensors"), "--output", output,
        "--hidden-states", "--attentions", "--backend", "scalar").succeeded();
    try (StoredWeights golden = Safetensors.open(TINY.resolve("golden.safetensors"));
        StoredWeights actual = Safetensors.open(output)) {
      for (String name : golden.names()) {
        if (!List.of("input_ids", "attention_mask", "pixel_values").contains(name)) {
          assertThat(actual.names()).contains(name);
          assertThat(actual.info(name)).as(name).isEqualTo(golden.info(name));
          assertThat(distance(actual.floats(name), golden.floats(name))).as(name).isLessThan(1e-5);
        }
      }
    }
  }

  private static double distance(float[] actual, float[] expected) {
    double squares = 0;
    double norm = 1e-30;
    for (int i = 0; i < expected.length; i++) {
      squares += ((double) actual[i] - expected[i]) * ((double) actual[i] - expected[i]);
      norm += (double) expected[i] * expected[i];
    }
    return Math.sqrt(squares / norm);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bf16", "f16"})
  void run_weightsStored_sameBitsAsFloat(String type) throws IOException {
    Path model = SharedData.shared("golden/checkpoints/tiny-a-" + type);
    for (String weights : List.of("float", "stored")) {
      Command.run("run", "--model", model, "--input", TINY.resolve("golden.safetensors"), "--output",
          folder.resolve(weights + ".safetensors"), "--backend", "simd", "--weights", weights).succeeded();
    }
    assertThat(folder.resolve("stored.safetensors")).hasSameBinaryContentAs(folder.resolve("float.safetensors"));
  }

  @Test
  void run_pixelsAlone_givesVideoFeatures() throws IOException {
    Path input = folder.resolve("in.safetensors");
    Path output = folder.resolve("out.safetensors");
    try (StoredWeights golden = Safetensors.open(TINY.resolve("golden.safetensors"))) {
      TensorOutputs.write(input, Map.of("pixel_values", FloatArray.of(golden.floats("pixel_values"),
          golden.info("pixel_values").shape().stream().mapToInt(Math::toIntExact).toArray())));
      Command.run("run", "--model", TINY, "--input", input, "--output", output).succeeded();
      try (StoredWeights actual = Safetensors.open(output)) {
        assertThat(actual.names()).containsExactly("video_features");
        assertThat(distance(actual.floats("video_features"), golden.floats("video_features"))).isLessThan(1e-5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"e.safetensors", "e.npy", "e.jsonl"})
  void embed_videoInEveryFormat_sameValues(String name) throws IOException {
    Path output = folder.resolve(name);
    Command.run("embed", CLIP, CLIP, "--output", output, "--backend", "scalar", "--normalize").succeeded();
    float[] first = new float[64];
    if (name.endsWith(".npy")) {
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
      int header = 10 + file.getShort(8);
      assertThat(header % 64).isZero();
      assertThat(new String(file.array(), 10, header - 10, StandardCharsets.US_ASCII))
          .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 64), }").endsWith("\n");
      assertThat(file.capacity()).isEqualTo(header + 2 * 64 * 4);
      file.position(header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(first);
    } else if (name.endsWith(".jsonl")) {
      List<String> lines = Files.readAllLines(output);
      assertThat(lines).hasSize(2);
      JsonNode line = JsonMapper.shared().readTree(lines.get(1));
      assertThat(line.get("video").asString()).isEqualTo(CLIP.toString());
      for (int i = 0; i < 64; i++) {
        first[i] = line.get("embedding").get(i).floatValue();
      }
    } else {
      try (StoredWeights stored = Safetensors.open(output)) {
        assertThat(stored.info("video_features").shape()).containsExactly(2L, 64L);
        System.arraycopy(stored.floats("video_features"), 64, first, 0, 64);
      }
    }
    double squares = 0;
    for (float value : first) {
      squares += value * value;
    }
    assertThat(squares).isBetween(0.9999, 1.0001);
  }

  @Test
  void embed_texts_doNotDependOnEachOther() throws IOException {
    Path both = folder.resolve("both.safetensors");
    Path one = folder.resolve("one.safetensors");
    Command.run("embed", "--texts", "a red circle,a green square moving left", "--output", both, "--backend", "scalar")
        .succeeded();
    Command.run("embed", "--texts", "a red circle", "--output", one, "--backend", "scalar").succeeded();
    try (StoredWeights first = Safetensors.open(both); StoredWeights second = Safetensors.open(one)) {
      float[] row = java.util.Arrays.copyOf(first.floats("text_features"), 64);
      assertThat(distance(row, second.floats("text_features"))).isLessThan(1e-6);
    }
  }

  @Test
  void tokenize_file_arrayOfTextsAndIds() throws IOException {
    Path texts = Files.writeString(folder.resolve("texts.json"), "[\"a red circle\", \"\"]");
    JsonNode out = JsonMapper.shared().readTree(Command.run("tokenize", "--file", texts).succeeded());
    assertThat(out.size()).isEqualTo(2);
    assertThat(out.get(0).get("text").asString()).isEqualTo("a red circle");
    assertThat(out.get(1).get("ids").toString()).isEqualTo("[836,837]");
  }

  @Test
  void frames_ofAGif() throws IOException {
    Path output = folder.resolve("frames.safetensors");
    Command.run("frames", CLIP, "--count", "4", "--output", output).succeeded();
    try (StoredWeights stored = Safetensors.open(output)) {
      assertThat(stored.info("frames").toString()).contains("U8").contains("[4, 96, 96, 3]");
      assertThat(stored.tensor("indices").longs()).containsExactly(2, 6, 10, 14);
    }
  }

  @Test
  void frames_all_takesEveryOne() throws IOException {
    Path output = folder.resolve("frames.safetensors");
    Command.run("frames", CLIP, "--sampling", "all", "--output", output).succeeded();
    try (StoredWeights stored = Safetensors.open(output)) {
      assertThat(stored.info("frames").shape()).startsWith(16L);
    }
    assertThat(Command.run("frames", CLIP, "--sampling", "all", "--count", "4", "--output", output).misused())
        .contains("--count 4 and --sampling all contradict each other");
    assertThat(Command.run("frames", CLIP, "--output", output).misused()).contains("give --count T, or --sampling all");
  }

  @Test
  void run_onWhatPreprocessAndTokenizeWrite_givesTheClassification() throws IOException {
    Path pixels = folder.resolve("pixels.safetensors");
    Path texts = folder.resolve("texts.safetensors");
    Path output = folder.resolve("out.safetensors");
    assertThat(Command.run("preprocess", "--videos", CLIP, CLIP, "--output", pixels).succeeded())
        .contains("[2, 8, 3, 48, 48]");
    assertThat(Command.run("tokenize", "red circle growing", "a square", "--output", texts).succeeded())
        .contains("[2, ");
    Command.run("run", "--input", pixels, "--input", texts, "--output", output, "--backend", "scalar").succeeded();
    JsonNode scores = JsonMapper.shared().readTree(Command.run("classify", CLIP, "--labels",
        "red circle growing,a square", "--backend", "scalar", "--format", "json").succeeded()).get(0).get("labels");
    try (StoredWeights stored = Safetensors.open(output)) {
      float[] logits = stored.floats("logits_per_video");
      assertThat(logits).hasSize(4);
      for (int label = 0; label < 2; label++) {
        float expected = scores.get(label).get("logit").floatValue();
        int place = scores.get(label).get("label").asString().startsWith("red") ? 0 : 1;
        assertThat(logits[2 + place]).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-4f));
      }
    }
    assertThat(Command.run("run", "--input", pixels, "--input", pixels, "--output", output).failed())
        .contains("has pixel_values, as another input has");
  }

  @Test
  void preprocess_severalImages_asTheReference() throws IOException {
    Path output = folder.resolve("pixels.safetensors");
    Path image = SharedData.fixture("preprocess/07_noise_97x61.png");
    Command.run("preprocess", image, SharedData.fixture("preprocess/08_grad_33x200.png"), "--resize", "32", "--crop",
        "32", "--output", output).succeeded();
    try (StoredWeights stored = Safetensors.open(output);
        StoredWeights golden = Safetensors.open(SharedData.fixture("preprocess/07_noise_97x61.s32.c32.safetensors"))) {
      assertThat(stored.info("pixel_values").shape()).containsExactly(2L, 3L, 32L, 32L);
      byte[] pixels = golden.tensor("cropped_u8").bytes().toArray(ValueLayout.JAVA_BYTE);
      float expected = (float) (((pixels[0] & 0xFF) / 255.0 - 0.485) / 0.229);
      assertThat(stored.floats("pixel_values")[0]).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-6f));
    }
  }
}
