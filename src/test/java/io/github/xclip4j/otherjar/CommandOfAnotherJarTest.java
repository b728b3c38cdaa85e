package io.github.xclip4j.otherjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk of the contributors' page: a command in another jar, with the public parts of this one. */
class CommandOfAnotherJarTest {
  private static final Path CLIPS =
      SharedData.root().resolve("src/main/resources/io/github/xclip4j/cli/demo/clips");

  @TempDir
  private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... words) {
    return Main.run(new PrintWriter(out), new PrintWriter(err),
        Stream.of(words).map(Object::toString).toArray(String[]::new));
  }

  /** Another jar has nothing but what is public and stays. */
  @ParameterizedTest
  @ValueSource(strings = {"CountingBackend", "CountingProvider", "SimilarCommand", "SimilarCommands"})
  void examples_useNothingInternal(String name) throws IOException {
    Path source = SharedData.root().resolve("src/test/java/io/github/xclip4j/otherjar/" + name + ".java");
    assertThat(Files.readString(source)).contains("import ").doesNotContain("io.github.xclip4j.internal");
  }

  @Test
  void help_hasTheSharedOptions() {
    assertThat(run("similar", "--help")).isZero();
    assertThat(out.toString()).contains("Says how alike videos are.", "--model", "--heads", "--backend", "--sampling");
  }

  @Test
  void runs_pastABadVideo() throws IOException {
    Path output = folder.resolve("table.csv");
    Path first = CLIPS.resolve("green-square-moving-left.gif");
    int status = run("similar", first, folder.resolve("none.gif"), CLIPS.resolve("red-circle-growing.gif"), "--backend",
        "scalar", "--output", output);
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("xclip4j similar: ", "none.gif: no such file");
    List<String> lines = Files.readAllLines(output);
    assertThat(lines).hasSize(3).first().isEqualTo("video,cosine");
    assertThat(Double.parseDouble(lines.get(1).split(",")[1])).isCloseTo(1, within(1e-6));
    assertThat(Double.parseDouble(lines.get(2).split(",")[1])).isLessThan(0.99);
  }

  @Test
  void wrongCommandLine_isOneLine() {
    assertThat(run("similar", "a.gif", "b.gif", "--output", "x.csv", "--stride", "2")).isEqualTo(2);
    assertThat(err.toString()).startsWith("xclip4j similar: ").endsWith("(see xclip4j similar --help)"
        + System.lineSeparator()).hasLineCount(1);
  }
}
