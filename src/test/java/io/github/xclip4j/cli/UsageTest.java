package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.backend.BackendUnavailableException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

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
      "scalar, 'the scalar backend has no option weights, only threads'",
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

  /** A line that the help wraps is two commands when it is copied. */
  @Test
  void examplesInHelp_fitIntoALine() {
    CommandLine command = new CommandLine(new Xclip4j());
    assertThat(Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
        .flatMap(each -> Stream.of(each.getCommandSpec().usageMessage().footer())))
        .isNotEmpty().allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(Command.run("--help").succeeded()).contains("xclip-base-patch32 \\" + System.lineSeparator());
  }

  @Test
  void backends_eachKindWithItsState() {
    List<String> lines = Command.run("backends").succeeded().lines().toList();
    assertThat(lines.stream().filter(line -> !line.startsWith(" "))).hasSizeGreaterThanOrEqualTo(3)
        .allMatch(line -> line.matches("[a-z]+ +(available|unavailable) +.{10,}"));
    assertThat(lines).contains("          threads = 1 to 1024", "          weights = float, stored");
  }

  @Test
  void backend_thatRunsWithOneChoiceOnly_isAvailableWithThat() {
    Backends.Info matrix = Backends.list().stream().filter(each -> each.name().equals("matrix")).findFirst()
        .orElseThrow();
    List<String> states = BackendsCommand.states(matrix, options -> {
      if (!options.toString().equals("{precision=fast}")) {
        throw new BackendUnavailableException("no unit for it");
      }
      return Backends.open("scalar");
    });
    assertThat(states).hasSize(2).satisfiesExactly(
        fast -> assertThat(fast).startsWith("available    with precision = fast: "),
        exact -> assertThat(exact).isEqualTo("unavailable  by default: no unit for it"));
  }

  @Test
  void help_ofBackends_isWhatTheBackendsDeclare() {
    String help = Command.run("classify", "--help").succeeded().replaceAll("\\s+", " ");
    assertThat(help).contains(
        Backends.list().stream().map(Backends.Info::name).collect(Collectors.joining(", ")),
        "Of matrix and simd: 1 to 1024. Threads that compute",
        "Of scalar: 1. The scalar backend computes in the thread",
        "Of cuda: exact, fast.", "Of simd: float, stored.");
  }

  @Test
  void threads_ofTheScalarBackend_areOne() {
    assertThat(Command.run("demo", "--backend", "scalar", "--threads", "1").succeeded()).contains("8 of 8 right");
    assertThat(Command.run("demo", "--backend", "scalar", "--threads", "2").misused())
        .contains("threads is 2: it must be 1. The scalar backend computes in the thread that calls it.");
  }

  @Test
  void demo_withAnOptionOfOtherBackends_runsOnThose() {
    assertThat(Command.run("demo", "--threads", "1").succeeded()).contains("8 of 8 right", "1 thread.");
    Command.Result wrong = Command.run("demo", "--precision", "exakt");
    assertThat(wrong.misused()).contains("precision is exakt: it must be exact, fast");
    Command.Result fast = Command.run("demo", "--precision", "fast");
    assertThat(fast.status() == 0 ? fast.out() : fast.failed()).contains(fast.status() == 0 ? "8 of 8 right" : "cuda");
    assertThat(fast.out().isEmpty()).isEqualTo(fast.status() != 0);
  }

  @Test
  void optionOfABackend_givenInTwoWays_isRefused() {
    assertThat(Command.run("demo", "--threads", "1", "--backend-option", "threads=2").misused())
        .contains("--threads and --backend-option threads are the same");
  }

  @Test
  void info_takesTheModelByPosition() {
    Path tiny = SharedData.fixture("checkpoints/tiny-a");
    assertThat(Command.run("info", tiny).succeeded()).isEqualTo(Command.run("info", "--model", tiny).succeeded());
    assertThat(Command.run("info", tiny, "--model", tiny).misused()).contains("are two models");
    assertThat(Command.run("info", "no-one/no-such-model").failed()).contains("xclip4j download no-one/no-such-model");
  }

  @Test
  void info_ofTheDemoModel() {
    assertThat(Command.run("info").succeeded())
        .contains("8 frames of 48x48 pixels", "at most 32 tokens", "598,593 parameters",
            "file         inside the command's jar")
        .doesNotContain(" 1 heads", " 1 layers");
  }
}
