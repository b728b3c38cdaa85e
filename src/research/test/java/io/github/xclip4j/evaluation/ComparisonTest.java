package io.github.xclip4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final List<String> NAMES = List.of("run", "jump");

  private static Path results(Path file, int label, int... predictions) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (int i = 0; i < predictions.length; i++) {
      float[] scores = {1 - predictions[i], predictions[i]};
      lines.write(ResultsFile.line(new Outcome.Scored("v" + i, OptionalInt.of(label), new int[] {predictions[i],
          1 - predictions[i]}, 1, scores, 9, List.of(new int[] {1, 2}), List.of("center"), List.of()), NAMES));
    }
    return Files.write(file, lines.toByteArray());
  }

  @Test
  void comparison_namesTheVideosThatChanged(@TempDir Path folder) throws IOException {
    Path first = results(folder.resolve("a.jsonl"), 1, 1, 1, 0, 0, 0);
    Path second = results(folder.resolve("b.jsonl"), 1, 1, 0, 1, 1);
    Comparison comparison = Comparison.of(first, second);
    assertThat(comparison.onlyFirst()).extracting(Comparison.Change::video).containsExactly("v1");
    assertThat(comparison.onlySecond()).extracting(Comparison.Change::video).containsExactly("v2", "v3");
    assertThat(comparison.both()).isEqualTo(1);
    assertThat(comparison.elsewhere()).isEqualTo(1);
    assertThat(comparison.first()).isEqualTo(new Proportion(2, 4));
    assertThat(comparison.mcNemar()).isEqualTo(1);
  }

  @Test
  void otherClasses_areRefused(@TempDir Path folder) throws IOException {
    Path first = results(folder.resolve("a.jsonl"), 1, 1);
    Path second = results(folder.resolve("b.jsonl"), 0, 1);
    assertThatThrownBy(() -> Comparison.of(first, second)).isInstanceOf(IOException.class)
        .hasMessageContaining("v0 is of class 1").hasMessageContaining("cannot be compared");
  }

  @Test
  void mcNemar_isTheExactBinomialTest() {
    // scipy.stats.binomtest(k, n).pvalue
    assertThat(Comparison.mcNemar(0, 0)).isEqualTo(1);
    assertThat(Comparison.mcNemar(1, 9)).isCloseTo(0.021484375, within(1e-12));
    assertThat(Comparison.mcNemar(9, 1)).isCloseTo(0.021484375, within(1e-12));
    assertThat(Comparison.mcNemar(0, 20)).isCloseTo(1.9073486328125e-06, within(1e-17));
    assertThat(Comparison.mcNemar(480, 520)).isCloseTo(0.21744829320427, within(1e-12));
  }

  @Test
  void outcome_isReadAsWritten(@TempDir Path folder) throws IOException {
    Outcome.Scored outcome = new Outcome.Scored("a,\"scores\":[\"b\".mp4", OptionalInt.empty(), new int[] {1, 0}, 0.75,
        new float[] {Float.MIN_VALUE, 0.75f}, 12, List.of(new int[] {0, 3}, new int[] {1, 2}),
        List.of("start", "end", "center"), List.of("only 2 frames"));
    Path file = Files.write(folder.resolve("r.jsonl"), ResultsFile.line(outcome, NAMES));
    ResultsFile.read(file, read -> {
      assertThat(read).usingRecursiveComparison().ignoringFields("scores").isEqualTo(outcome);
      assertThat(((Outcome.Scored) read).scores()).isEmpty();
    });
  }
}
