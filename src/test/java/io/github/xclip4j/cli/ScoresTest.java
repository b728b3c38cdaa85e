package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kinds of scores, and features and labels that are kept, on the demo's clips. */
class ScoresTest {
  private static final Path CLIPS =
      SharedData.root().resolve("src/main/resources/io/github/xclip4j/cli/demo/clips");
  private static final Path SQUARE = CLIPS.resolve("red-square-moving-right.gif");
  private static final Path CIRCLE = CLIPS.resolve("green-circle-moving-up.gif");
  private static final String LABELS = "a red square moving right,a green circle moving up,a blue triangle shrinking";

  @TempDir
  private Path folder;

  private static String classify(Object... more) {
    Object[] words = new Object[more.length + 3];
    System.arraycopy(new Object[] {"classify", "--backend", "scalar"}, 0, words, 0, 3);
    System.arraycopy(more, 0, words, 3, more.length);
    return Command.run(words).succeeded();
  }

  private static JsonNode labels(String json) {
    return JsonMapper.shared().readTree(json).get(0).get("labels");
  }

  @Test
  void cosines_areLogitsOverOneScale() {
    JsonNode cosines = labels(classify(SQUARE, "--labels", LABELS, "--scores", "cosine", "--format", "json"));
    double scale = cosines.get(0).get("logit").asDouble() / cosines.get(0).get("cosine").asDouble();
    for (JsonNode label : cosines) {
      assertThat(label.get("cosine").asDouble()).isBetween(-1.0, 1.0);
      assertThat(label.get("logit").asDouble() / label.get("cosine").asDouble())
          .isCloseTo(scale, Offset.offset(1e-4 * scale));
    }
  }

  @Test
  void logits_areShownOnce() {
    assertThat(classify(SQUARE, "--labels", LABELS, "--scores", "logit", "--format", "csv").lines().findFirst())
        .contains("video,rank,label,logit");
  }

  @Test
  void multiLabel_noneOfTheseIsAnAnswer() {
    JsonNode known = labels(classify(SQUARE, "--labels", LABELS, "--multi-label", "--format", "json"));
    assertThat(known.get(0).get("label").asString()).isEqualTo("a red square moving right");
    JsonNode unknown = labels(classify(SQUARE, "--labels", "a blue triangle shrinking,a white cross growing",
        "--multi-label", "--format", "json"));
    assertThat(unknown.get(0).get("label").asString()).isEqualTo("(none of these)");
    assertThat(unknown.get(0).get("probability").asDouble()).isGreaterThan(0.9);
    assertThat(unknown.get(0).has("logit")).isFalse();
  }

  @Test
  void template_isWhatTheModelReads() {
    String whole = classify(SQUARE, "--labels", "a red square moving right,a green circle moving up");
    String parts =
        classify(SQUARE, "--labels", "red square moving right,green circle moving up", "--template", "a {}");
    assertThat(parts.replace("red", "a red").replace("green", "a green").replace("a red-square", "red-square"))
        .isEqualTo(whole);
  }

  @Test
  void features_giveWhatTheVideosGive() throws Exception {
    Path file = folder.resolve("kept.safetensors");
    assertThat(Command.run("embed", "--backend", "scalar", SQUARE, CIRCLE, "--features", "--output", file).succeeded())
        .contains("features of 2 videos");
    for (String format : List.of("text", "csv")) {
      assertThat(classify("--features", file, "--labels", LABELS, "--format", format))
          .isEqualTo(classify(SQUARE, CIRCLE, "--labels", LABELS, "--format", format));
    }
    Path bank = folder.resolve("bank.safetensors");
    String first = classify("--features", file, "--labels", LABELS, "--label-bank", bank);
    assertThat(Files.exists(bank)).isTrue();
    assertThat(classify("--features", file, "--labels", LABELS, "--label-bank", bank)).isEqualTo(first);
  }

  @Test
  void optionsThatContradict_areRefused() {
    assertThat(Command.run("classify", SQUARE, "--features", "x", "--labels", "a").misused()).contains("one of them");
    assertThat(Command.run("classify", "--labels", "a").misused()).contains("--features FILE");
    assertThat(Command.run("classify", "--features", "x", "--start", "3", "--sampling", "window").misused())
        .contains("features have no frames");
    assertThat(Command.run("embed", "--texts", "a", "--features", "--output", folder.resolve("x.npy")).misused())
        .contains("--features is for videos");
  }
}
