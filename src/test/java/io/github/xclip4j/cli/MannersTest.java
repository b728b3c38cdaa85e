package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the command treats inputs that are partly bad, questionable or misnamed. */
class MannersTest {
  private static final Path TINY = SharedData.fixture("checkpoints/tiny-a");
  private static final Path CLIPS = SharedData.root()
      .resolve("src/main/resources/io/github/xclip4j/cli/demo/clips").normalize();
  private static final Path CLIP = CLIPS.resolve("red-circle-growing.gif");

  @TempDir
  private Path folder;

  private Path badVideo() throws IOException {
    return Files.writeString(folder.resolve("bad.gif"), "no GIF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"e.npy", "e.safetensors", "e.jsonl"})
  void embed_oneBadVideo_othersAreWritten(String name) throws IOException {
    Path output = folder.resolve(name);
    Command.Result result = Command.run("embed", CLIP, badVideo(), folder.resolve("none.gif"),
        CLIPS.resolve("green-circle-moving-up.gif"), "--output", output, "--backend", "scalar");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("bad.gif", "none.gif: no such file").doesNotContain("unexpected");
    assertThat(result.out()).contains("2 videos of 64 numbers");
    if (name.endsWith(".jsonl")) {
      assertThat(Files.readAllLines(output)).hasSize(2).satisfiesExactly(
          first -> assertThat(first).contains("red-circle-growing.gif"),
          second -> assertThat(second).contains("green-circle-moving-up.gif"));
    } else {
      assertThat(result.out()).contains("row 0: " + CLIP, "row 1: " + CLIPS.resolve("green-circle-moving-up.gif"));
    }
  }

  @Test
  void embed_noGoodVideo_writesNothing() throws IOException {
    Path output = folder.resolve("e.npy");
    Command.Result result = Command.run("embed", badVideo(), folder.resolve("none.gif"), "--output", output);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("bad.gif", "none.gif", "e.npy: not written");
    assertThat(output).doesNotExist();
  }

  @Test
  void classify_everyVideoMissing_validJson() {
    Command.Result result = Command.run("classify", folder.resolve("a.mp4"), folder.resolve("b.mp4"), "--labels", "a,b",
        "--format", "json");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("[]" + System.lineSeparator());
    assertThat(result.err()).contains("a.mp4", "b.mp4").hasLineCount(3);
  }

  @Test
  void classify_videoThatIsMissing_isSaidBeforeLabelsAreEncoded() throws IOException {
    assertThat(Command.run("classify", folder.resolve("none.mp4"), "--labels", "a,b", "--model",
        modelWithoutTokenizer(), "--backend", "scalar").failed()).contains("none.mp4: no such file");
  }

  /** Encoding labels would fail. */
  private Path modelWithoutTokenizer() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    for (String name : List.of("config.json", "model.safetensors", "preprocessor_config.json")) {
      Files.copy(TINY.resolve(name), model.resolve(name));
    }
    return model;
  }

  @Test
  void classify_cropThatIsNotTheModels_isSaidBeforeLabelsAreEncoded() throws IOException {
    Path model = modelWithoutTokenizer();
    String preprocessor = Files.readString(TINY.resolve("preprocessor_config.json"));
    Files.writeString(model.resolve("preprocessor_config.json"), preprocessor.replace("32", "48"));
    assertThat(Command.run("classify", CLIP, "--labels", "a,b", "--model", model, "--backend", "scalar").failed())
        .contains("preprocessor_config.json", "48", "32", "image_size");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "classify CLIP --labels a,b --backend scalar", "embed --texts a --backend scalar --output OUT", "tokenize a"})
  void tokenizerOfAnotherModel_isRefused(String words) throws IOException {
    Path model = modelWithoutTokenizer();
    Files.copy(TINY.resolve("tokenizer.json"), model.resolve("tokenizer.json"));
    String config = Files.readString(model.resolve("config.json"));
    Files.writeString(model.resolve("config.json"),
        config.replaceAll("\"eos_token_id\": 837", "\"eos_token_id\": 49407"));
    Object[] arguments = Stream.concat(Stream.of(words.split(" ")).map(
        word -> word.equals("CLIP") ? CLIP : word.equals("OUT") ? folder.resolve("o.npy") : word),
        Stream.of("--model", model)).toArray();
    assertThat(Command.run(arguments).failed()).contains("tokenizer.json: ends a text with the id 837", "49407");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"a,,b | text 2 of 3", "a,b, | text 3 of 3", "' , a' | text 1 of 2"})
  void emptyText_isRefusedWithItsPlace(String list, String place) {
    assertThat(Command.run("classify", CLIP, "--labels", list).misused()).contains("--labels", place + " is empty");
    assertThat(Command.run("embed", "--texts", list, "--output", folder.resolve("e.npy")).misused())
        .contains("--texts", place + " is empty");
  }

  @Test
  void preprocess_ofAVideoFile_saysTheOptionForVideos() throws IOException {
    Path video = Files.writeString(folder.resolve("clip.mp4"), "no image, whatever it is");
    assertThat(Command.run("preprocess", video, "--output", folder.resolve("p.st")).failed())
        .contains("clip.mp4", "add --videos if it is a video");
  }

  @Test
  void classify_oneLabel_saysWhatItsProbabilityMeans() {
    Command.Result result = Command.run("classify", CLIP, "--labels", "a submarine", "--backend", "scalar");
    assertThat(result.status()).isZero();
    assertThat(result.err()).contains("note: ", "a submarine", "relative to the labels given");
  }

  @Test
  void classify_labelTwice_saysSo() {
    Command.Result result =
        Command.run("classify", CLIP, "--labels", "a circle,a square,a circle", "--backend", "scalar");
    assertThat(result.status()).isZero();
    assertThat(result.err()).contains("note: ", "a circle", "twice").doesNotContain("a square");
  }

  @Test
  void longText_refusedOrCut() {
    String text = "a " + "very ".repeat(40) + "long label";
    assertThat(Command.run("classify", CLIP, "--labels", text + ",b", "--backend", "scalar").failed())
        .contains("171 tokens", "at most 32", "--truncate");
    Command.Result cut = Command.run("classify", CLIP, "--labels", text + ",b", "--truncate", "--backend", "scalar");
    assertThat(cut.status()).isZero();
    assertThat(cut.err()).contains("note: 1 text was cut to the model's 32 tokens");
    assertThat(Command.run("embed", "--texts", text, "--truncate", "--output", folder.resolve("t.npy")).err())
        .contains("note: 1 text was cut");
  }

  @Test
  void sampling_allOfAnotherNumberOfFrames_isSaidInFrames() {
    assertThat(Command.run("classify", CLIP, "--labels", "a,b", "--sampling", "all", "--backend", "scalar").failed())
        .contains("has 16 frames, the model takes 8", "--sampling all");
  }

  @Test
  void ffmpegThatIsNone_isSaidOnceAndBeforeTheModelIsOpened() {
    assertThat(Command.run("classify", CLIP, CLIP, "--labels", "a,b", "--model", folder, "--ffmpeg",
        folder.resolve("none")).failed()).contains("none: does not run as ffmpeg");
  }

  @ParameterizedTest
  @CsvSource({
      "classify CLIP --labels-file, a label file has one label per line",
      "embed --output OUT --texts-file, a label file has one label per line",
      "tokenize --file, --file takes a JSON array of strings",
      "run --output OUT --input, give a safetensors file",
      "preprocess --output OUT, give the images in it"})
  void folderForAFile_isNamed(String words, String remedy) {
    Object[] arguments = Stream.concat(Stream.of(words.split(" "))
        .map(word -> word.equals("CLIP") ? CLIP : word.equals("OUT") ? folder.resolve("o.safetensors") : word),
        Stream.of(folder)).toArray();
    assertThat(Command.run(arguments).failed()).contains(folder + ": is a folder", remedy);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "tokenize a --heads original",
      "tokenize a --max-length 1",
      "preprocess a.png --output x.st --heads original",
      "embed --texts a --output x.npy --sampling uniform",
      "embed --texts a --output x.npy --ffmpeg ffmpeg",
      "embed --texts a --output x.npy --heads original",
      "embed a.gif --output x.npy --truncate",
      "frames a.gif --count 8 --output x.npy",
      "preprocess a.png --output x.png",
      "preprocess a.png --output x.st --sampling uniform",
      "preprocess a.gif --videos --resize 32 --crop 32 --output x.st",
      "tokenize a --output x.json",
      "run --input x.st --output x.npy"})
  void optionWithoutAnEffect_orMisleadingName_isRefused(String words) {
    Command.run((Object[]) words.split(" ")).misused();
  }

  private Path input(Map<String, TensorInfo> tensors) throws IOException {
    Path file = folder.resolve("in.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors, Map.of())) {
      for (Map.Entry<String, TensorInfo> tensor : tensors.entrySet()) {
        int count = Math.toIntExact(tensor.getValue().elements());
        if (tensor.getValue().dtype() == DType.I64) {
          writer.longs(tensor.getKey(), Collections.nCopies(count, 1L).stream().mapToLong(Long::longValue).toArray());
        } else {
          writer.floats(tensor.getKey(), new float[count]);
        }
      }
      writer.commit();
    }
    return file;
  }

  private String runFails(Map<String, TensorInfo> tensors) throws IOException {
    Path output = folder.resolve("out.safetensors");
    String line =
        Command.run("run", "--model", TINY, "--input", input(tensors), "--output", output, "--backend", "scalar")
            .failed();
    assertThat(output).doesNotExist();
    return line;
  }

  @Test
  void run_textsLongerThanTheContext_isRefused() throws IOException {
    assertThat(runFails(Map.of("input_ids", TensorInfo.of(DType.I64, 1, 500))))
        .contains("in.safetensors", "(1, 500)", "at most 32 tokens");
  }

  @Test
  void run_tensorThatTheModelDoesNotTake_isRefused() throws IOException {
    assertThat(runFails(Map.of("input_ids", TensorInfo.of(DType.I64, 1, 5), "attention_masks",
        TensorInfo.of(DType.I64, 1, 5))))
        .contains("holds attention_masks", "input_ids, attention_mask and pixel_values");
  }

  @Test
  void run_maskOfAnotherShape_isRefused() throws IOException {
    assertThat(runFails(Map.of("input_ids", TensorInfo.of(DType.I64, 1, 5), "attention_mask",
        TensorInfo.of(DType.I64, 1, 4)))).contains("in.safetensors", "attention_mask", "4 entries", "5");
  }

  @Test
  void run_framesOfOneVideo_saysWhatIsMissing() throws IOException {
    assertThat(runFails(Map.of("pixel_values", TensorInfo.of(DType.F32, 4, 3, 32, 32))))
        .contains("(4, 3, 32, 32)", "(1, frames, 3, height, width)");
  }

  /** Takes one line. */
  private static final class ClosedAfterALine extends Writer {
    private boolean closed;

    @Override
    public void write(char[] text, int offset, int count) throws IOException {
      if (closed) {
        throw new IOException("Broken pipe");
      }
      closed = new String(text, offset, count).contains("\n");
    }

    @Override
    public void flush() throws IOException {
      if (closed) {
        throw new IOException("Broken pipe");
      }
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "csv", "json"})
  void classify_outputClosed_endsQuietlyAtTheNextVideo(String format) throws IOException {
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(new ClosedAfterALine()), new PrintWriter(err), "classify", CLIP.toString(),
        badVideo().toString(), "--backend", "scalar", "--format", format);
    assertThat(status).isEqualTo(141);
    assertThat(err.toString().lines()).containsExactly(Command.DEMO_MODEL);
  }

  @Test
  void classify_interrupted_resultsSoFarAreValidJson() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Thread self = Thread.currentThread();
    // The second video is found to be bad after the first is printed.
    PrintWriter interrupting = new PrintWriter(err) {
      @Override
      public void println(String line) {
        super.println(line);
        if (line.contains("bad.gif")) {
          self.interrupt();
        }
      }
    };
    int status = Main.run(new PrintWriter(out), interrupting, "classify", CLIP.toString(), badVideo().toString(),
        CLIP.toString(), "--backend", "scalar", "--format", "json");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(status).isEqualTo(130);
    JsonNode results = JsonMapper.shared().readTree(out.toString());
    assertThat(results).hasSize(1);
    assertThat(err.toString()).doesNotContain("interrupted");
  }

  @Test
  void embed_interrupted_writesNothing() throws IOException {
    Path output = folder.resolve("e.npy");
    Thread.currentThread().interrupt();
    Command.Result result = Command.run("embed", CLIP, CLIP, "--output", output, "--backend", "scalar");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.status()).isEqualTo(130);
    assertThat(folder).isEmptyDirectory();
  }
}
