package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.json.JsonMapper;

/** What only a JVM of its own can show: its end by a signal, a closed pipe, a full disk, the locale. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ProcessTest {
  private static final Path CLIP = SharedData.root()
      .resolve("src/main/resources/io/github/xclip4j/cli/demo/clips/red-circle-growing.gif");

  private static ProcessBuilder command(String... words) {
    List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "io.github.xclip4j.cli.Main"));
    all.addAll(List.of(words));
    return new ProcessBuilder(all);
  }

  /** Far more videos than are classified before the test ends it. */
  private static Process classifyMany(String format) throws IOException {
    List<String> words = new ArrayList<>(List.of("classify", "--backend", "scalar", "--format", format));
    words.addAll(Collections.nCopies(2000, CLIP.toString()));
    return command(words.toArray(String[]::new)).start();
  }

  private static String text(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void classify_readerThatStopsReading_endsItQuietly() throws Exception {
    Process process = classifyMany("csv");
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("video,rank,label,probability,logit");
    }
    assertThat(text(process).lines()).containsExactly(Command.DEMO_MODEL);
    assertThat(process.waitFor()).isEqualTo(141);
  }

  @Test
  void classify_endedByASignal_resultsSoFarAreValidJson() throws Exception {
    Process process = classifyMany("json");
    StringBuilder out = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      out.append(lines.readLine()).append(lines.readLine());
      process.toHandle().destroy();
      lines.lines().forEach(out::append);
    }
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(JsonMapper.shared().readTree(out.toString()).size()).isBetween(1, 1999);
    assertThat(text(process).lines()).containsExactly(Command.DEMO_MODEL);
  }

  @Test
  void fullDisk_isTheReasonGiven() throws Exception {
    Process process =
        command("tokenize", "a").redirectOutput(ProcessBuilder.Redirect.to(Path.of("/dev/full").toFile())).start();
    assertThat(text(process)).contains("xclip4j: standard output did not take all that was printed: ");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  @Test
  void localeOfAsciiOnly_argumentWithOtherLetters_saysWhatToSet() throws Exception {
    // The shell makes the argument: this JVM may run in such a locale, too.
    ProcessBuilder builder = command("tokenize");
    builder.command().addAll(0, List.of("sh", "-c", "exec \"$@\" \"$(printf 'caf\\303\\251')\"", "sh"));
    builder.environment().put("LC_ALL", "POSIX");
    Process process = builder.start();
    assertThat(text(process)).startsWith("xclip4j: caf").contains("set LC_ALL=C.UTF-8").hasLineCount(1);
    assertThat(process.waitFor()).isEqualTo(2);
  }
}
