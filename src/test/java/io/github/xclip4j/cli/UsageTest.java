package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  static List<List<String>> wrongCommandLines() {
    return List.of(
        List.of(),
        List.of("clasify", "a.gif"),
        List.of("classify"),
        List.of("classify", "a.gif", "--model", "dir"),
        List.of("classify", "a.gif", "--labels", "a", "--labels-file", "f"),
        List.of("classify", "a.gif", "--labels", " , "),
        List.of("classify", "a.gif", "--labels", "\"a,b"),
        List.of("classify", "a.gif", "--labels", "a", "--top", "0"),
        List.of("classify", "a.gif", "--labels", "a", "--top", "many"),
        List.of("classify", "a.gif", "--labels", "a", "--format", "xml"),
        List.of("classify", "a.gif", "--labels", "a", "--backend", "tpu"),
        List.of("classify", "a.gif", "--labels", "a", "--threads", "0"),
        List.of("classify", "a.gif", "--labels", "a", "--backend", "simd", "--weights", "narrow"),
        List.of("classify", "a.gif", "--labels", "a", "--sampling", "some"),
        List.of("classify", "a.gif", "--labels", "a", "--stride", "2"),
        List.of("classify", "a.gif", "--labels", "a", "--sampling", "window", "--stride", "0"),
        List.of("classify", "a.gif", "--labels", "a", "--sampling", "window", "--start", "1", "--seed", "1"),
        List.of("embed", "--output", "x.npy"),
        List.of("embed", "a.gif", "--texts", "b", "--output", "x.npy"),
        List.of("embed", "a.gif", "--output", "x.txt"),
        List.of("run", "--input", "x.safetensors"),
        List.of("frames", "a.gif", "--count", "0", "--output", "x.safetensors"),
        List.of("tokenize"),
        List.of("preprocess", "a.png", "--resize", "32", "--output", "x.safetensors"));
  }

  @ParameterizedTest
  @MethodSource("wrongCommandLines")
  void wrongCommandLine_oneLineThatPointsToTheHelp(List<String> arguments) {
    assertThat(Command.run(arguments.toArray()).misused()).matches("xclip4j.*: .* \\(see xclip4j.* --help\\)");
  }

  @ParameterizedTest
  @CsvSource({
      "scalar, 'the scalar backend has no option weights, nor any other'",
      "cuda, 'the cuda backend has no option weights, only device, precision, products, launching'"})
  void weights_onABackendWithoutTheChoice_isRefused(String backend, String message) {
    assertThat(Command.run("demo", "--backend", backend, "--weights", "stored").misused()).contains(message);
  }

  @Test
  void weights_stored_isWhatTheDemoSaysItUsed() {
    assertThat(Command.run("demo", "--backend", "simd", "--threads", "1", "--weights", "stored").succeeded())
        .contains("8 of 8 right", "weights as stored");
    assertThat(Command.run("demo", "--backend", "simd", "--threads", "1", "--weights", "float").succeeded())
        .contains("8 of 8 right").doesNotContain("weights as stored");
  }

  @ParameterizedTest
  @CsvSource({
      "'clasify a.gif', xclip4j: no such command 'clasify'; did you mean classify? (see xclip4j --help)",
      "'info --modle=dir', xclip4j info: Unknown option: '--modle=dir'; did you mean --model? (see xclip4j info --help)"})
  void nearlyRight_namesWhatIsRight(String words, String message) {
    assertThat(Command.run((Object[]) words.split(" ")).misused()).isEqualTo(message);
  }

  @Test
  void choices_areListedAsTheHelpWritesThem() {
    assertThat(Command.run("demo", "--backend", "tpu").misused())
        .contains("there is no backend \"tpu\", only cuda, matrix, simd, scalar");
  }

  @Test
  void help_asACommand() {
    assertThat(Command.run("help").succeeded()).isEqualTo(Command.run("--help").succeeded());
    assertThat(Command.run("help", "classify").succeeded()).isEqualTo(Command.run("classify", "--help").succeeded());
  }

  @Test
  void demoModel_takenUnasked_isSaid() {
    assertThat(Command.run("tokenize", "a circle").err().lines()).containsExactly(Command.DEMO_MODEL);
    assertThat(Command.run("demo").err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "classify", "embed", "run", "tokenize", "preprocess", "frames", "info", "backends", "demo"})
  void help_saysWhatTheCommandIsFor(String command) {
    String help = Command.run(command, "--help").succeeded();
    assertThat(help).contains("Usage: xclip4j " + command);
    assertThat(help.lines().findFirst().orElse("")).endsWith(".").doesNotStartWith("X-CLIP on the JVM");
  }

  @Test
  void help_withoutCommand_showsHowToBegin() {
    assertThat(Command.run("--help").succeeded()).contains("xclip4j demo", "classify", "backends");
  }

  @Test
  void backends_eachKindWithItsState() {
    List<String> lines = Command.run("backends").succeeded().lines().toList();
    assertThat(lines.stream().filter(line -> !line.startsWith(" "))).hasSizeGreaterThanOrEqualTo(3)
        .allMatch(line -> line.matches("[a-z]+ +(available|unavailable) +.{10,}"));
    assertThat(lines).contains("          threads = 1 to 1024", "          weights = float, stored");
  }

  @Test
  void info_ofTheDemoModel() {
    assertThat(Command.run("info").succeeded())
        .contains("8 frames of 48x48 pixels", "at most 32 tokens", "598,593 parameters",
            "file         inside the command's jar");
  }
}
