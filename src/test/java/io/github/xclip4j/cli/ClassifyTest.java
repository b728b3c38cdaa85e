package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.cli.options.LabelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClassifyTest {
  private static final Path DEMO =
      SharedData.root().resolve("src/main/resources/io/github/xclip4j/cli/demo").normalize();

  @TempDir
  Path folder;

  private static Path clip(String name) {
    return DEMO.resolve("clips").resolve(name);
  }

  /** The reference's probabilities have four digits. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "simd"})
  void demoClips_fiveBest_areTheReferences(String backend) throws IOException {
    JsonNode expected = JsonMapper.shared().readTree(DEMO.resolve("expected.json").toFile());
    List<Object> arguments = new ArrayList<>(List.of("classify", "--format", "json", "--backend", backend));
    List<String> names = new ArrayList<>(expected.propertyNames());
    names.forEach(name -> arguments.add(clip(name)));

    JsonNode results = JsonMapper.shared().readTree(Command.run(arguments.toArray()).succeeded());

    assertThat(results.size()).isEqualTo(8);
    for (int clip = 0; clip < 8; clip++) {
      JsonNode best = results.get(clip).get("labels");
      JsonNode reference = expected.get(names.get(clip)).get("top5");
      assertThat(best.get(0).get("label").asString()).isEqualTo(expected.get(names.get(clip)).get("label").asString());
      for (int rank = 0; rank < 5; rank++) {
        assertThat(best.get(rank).get("probability").asDouble()).as(names.get(clip) + " rank " + rank)
            .isCloseTo(reference.get(rank).get(1).asDouble(), within(0.00006));
      }
    }
  }

  @Test
  void demo_allRightAndSaysWhatItIs() {
    String out = Command.run("demo", "--backend", "scalar").succeeded();
    assertThat(out).contains("8 of 8 right", "toy world only", "xclip4j classify clip.mp4 --model", "no, never");
  }

  @Test
  void csv_quotesWhatNeedsIt() {
    String out = Command.run("classify", clip("red-circle-growing.gif"), "--labels",
        "a red circle growing,\"a square, green\"", "--format", "csv", "--backend", "scalar").succeeded();
    assertThat(out.lines()).hasSize(3);
    assertThat(out).startsWith("video,rank,label,probability,logit")
        .contains(",1,a red circle growing,", ",2,\"a square, green\",");
  }

  @Test
  void text_percentagesAndLabels() {
    String out = Command.run("classify", clip("red-circle-growing.gif"), "--labels",
        "a red circle growing,a blue square moving up", "--top", "1", "--backend", "scalar").succeeded();
    assertThat(out.lines().toList()).hasSize(2);
    assertThat(out.lines().toList().get(1)).matches(" +\\d+\\.\\d %  a red circle growing");
  }

  @Test
  void severalVideos_oneUnreadable_othersStillClassified() {
    Command.Result result = Command.run("classify", clip("red-circle-growing.gif"), folder.resolve("none.gif"),
        "--top", "1", "--backend", "scalar");
    assertThat(result.failed()).contains("none.gif: no such file");
    assertThat(result.out()).contains("a red circle growing");
  }

  @Test
  void shortVideo_repeatsWithANote() throws IOException {
    Path gif = Files.createDirectory(folder.resolve("frames"));
    Files.copy(SharedData.fixture("preprocess/09_noise_64x48.png"), gif.resolve("1.png"));
    Command.Result result = Command.run("classify", gif, "--top", "1", "--backend", "scalar");
    assertThat(result.status()).isZero();
    assertThat(result.err()).startsWith("note: ").contains("only 1 frame ", "7 are repeats");
  }

  @Test
  void labelFiles_linesAndTables() throws IOException {
    Path lines = Files.writeString(folder.resolve("lines.txt"), "\uFEFFfirst, with comma\n\n second \n");
    Path table = Files.writeString(folder.resolve("table.csv"), "id,name\r\n0,plain\r\n1,\"with, comma\"\r\n");
    assertThat(LabelFile.read(lines)).containsExactly("first, with comma", "second");
    assertThat(LabelFile.read(table)).containsExactly("plain", "with, comma");
  }

  @Test
  void labelFiles_ofPublishedDataSets() throws IOException {
    Path labels = SharedData.shared("labels");
    Map<String, Integer> counts = Map.of("hmdb_51_labels.csv", 51, "kinetics_400_labels.csv", 400,
        "kinetics_600_labels.csv", 600, "ucf_101_labels.csv", 101);
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      assertThat(LabelFile.read(labels.resolve(entry.getKey()))).hasSize(entry.getValue()).doesNotContain("");
    }
  }
}
