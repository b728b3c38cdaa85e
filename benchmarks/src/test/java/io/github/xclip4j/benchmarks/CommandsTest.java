package io.github.xclip4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands run, on sizes that take seconds; what they measure then means nothing. */
class CommandsTest {
  @TempDir
  private Path directory = Path.of("");

  @Test
  void gemm_writesSharesOfThePeak() throws IOException {
    assertThat(run("gemm", "--shape", "8x64x96,40x64x96", "--rounds", "1", "--warmup", "0", "--sample", "1",
        "--threads", "1", "--out", directory.toString())).isZero();

    Report report = Report.parse(Files.readString(directory.resolve("gemm.json")));
    assertThat(report.machine()).containsKeys("CPU", "cores", "vector species", "JDK", "flags", "date", "commit");
    assertThat(report.results()).extracting(Result::section).containsExactly("reading", "gemm");
    assertThat(report.results()).allSatisfy(result -> {
      assertThat(result.value()).isPositive();
      assertThat(result.details().get("difference")).isLessThan(1e-5);
    });
    assertThat(directory.resolve("gemm.txt")).content().contains("8×64×96");
    assertThat(directory.resolve("gemm.csv")).content().startsWith("section,measure,figure,value\n");
  }

  @ParameterizedTest
  @CsvSource({
      "1, gemm --shape 0x8x8, no shape",
      "1, gemm --shape axbxc, no shape",
      "1, gemm --shape 8x8, no shape",
      "1, gemm --shape 8x8x8 --backend tpu, there is no backend",
      "1, gemm --threads 0, --threads is 0: it must be at least 1",
      "1, gemm --sample -3, --sample is -3",
      "1, exactness --golden nowhere, nowhere",
      "1, startup --first nowhere.jar, nowhere.jar: no such file; --first names",
      "2, gemm --rouns 3, --rouns",
      "2, exactness, --golden"})
  void mistakes_getOneLine(int code, String words, String message) {
    StringWriter errors = new StringWriter();

    assertThat(Main.run(new PrintWriter(errors), words.split(" "))).isEqualTo(code);
    assertThat(errors.toString()).startsWith("xclip4j-benchmarks " + words.split(" ")[0] + ": ").contains(message)
        .hasLineCount(1);
  }

  @Test
  void debug_showsTheStackTrace() {
    StringWriter errors = new StringWriter();

    assertThat(Main.run(new PrintWriter(errors), "gemm", "--shape", "0x8x8", "--debug")).isEqualTo(1);
    assertThat(errors.toString()).contains("\tat io.github.xclip4j.benchmarks.");
  }

  @Test
  void preprocess_measuresAgainstDecoding() throws IOException {
    assumeFfmpeg();
    assertThat(
        run("preprocess", "--size", "64x48", "--clip-frames", "5000", "--crop", "32", "--rounds", "1", "--warmup",
            "0", "--sample", "1", "--work", directory.toString(), "--out", directory.toString()))
        .isZero();

    List<Result> results = Report.parse(Files.readString(directory.resolve("preprocess.json"))).results();
    assertThat(results).extracting(Result::measure).first().asString().contains("64x48 frame to 32");
    assertThat(results.getFirst().details().get("preprocess ms")).isPositive();
    assertThat(results.getLast().value()).isPositive();
  }

  @Test
  void preprocess_sizeThatIsNone_isRefused() {
    StringWriter errors = new StringWriter();

    assertThat(Main.run(new PrintWriter(errors), "preprocess", "--size", "720p")).isEqualTo(1);
    assertThat(errors.toString()).contains("\"720p\" is no size: write width and height as 1280x720");
  }

  @Test
  void jmh_putsOursBesideThePeer() throws IOException {
    assertThat(run("jmh", "-f", "0", "-wi", "0", "-i", "1", "-r", "10ms", "-foe", "true", "-p",
        "shape=8x64x96,40x64x96", "-p", "backend=simd,onnxruntime,scalar", "-p", "operation=attention:2:5:7:64:2,"
            + "norm:8:64,softmax:64:7,patches:2:32:16",
        "-p", "size=64x48x32", "--out", directory.toString()))
        .isZero();

    List<Result> results = Report.parse(Files.readString(directory.resolve("jmh.json"))).results();
    assertThat(results).extracting(Result::unit).containsExactlyInAnyOrder("GB/s read", "GFLOP/s", "GFLOP/s",
        "GB/s copied", "GB/s copied", "GB/s copied", "GB/s copied");
    assertThat(results).allSatisfy(result -> assertThat(result.details().get("of peak")).isPositive());
    assertThat(results).filteredOn(result -> !result.measure().startsWith("preprocess")).hasSize(6)
        .allSatisfy(result -> assertThat(result.details()).containsKeys("ours over ONNX Runtime", "ours over scalar"));
  }

  @Test
  void jmh_measuresAdjoints() throws IOException {
    assertThat(run("jmh", "AdjointBenchmark", "-f", "0", "-wi", "0", "-i", "1", "-r", "10ms", "-foe", "true", "-p",
        "operation=adjoint:linear:2:5:16:24,adjoint:norm:8:64,adamw:8:64", "--out", directory.toString())).isZero();

    List<Result> results = Report.parse(Files.readString(directory.resolve("jmh.json"))).results();
    assertThat(results).extracting(Result::measure).containsExactlyInAnyOrder(
        "adjoint of linear 2×5×16×24, 1 thread", "adjoint of norm 8×64, 1 thread", "adamw 8×64, 1 thread");
    assertThat(results).allSatisfy(result -> assertThat(result.details()).containsKey("ours over scalar"));
  }

  @Test
  void jmh_noSuchBenchmark_isAnError() {
    StringWriter errors = new StringWriter();

    assertThat(Main.run(new PrintWriter(errors), "jmh", "--out", directory.toString(), "Nonesuch")).isEqualTo(1);
    assertThat(errors.toString()).contains("JMH: no benchmark matches [Nonesuch]; jmh -l lists them");
  }

  @Test
  void stages_measuresEveryStageAndTheLatency() throws IOException {
    assumeFfmpeg();
    assertThat(run("stages", "--model", "tiny", "--batch", "1,2", "--labels", "3,4", "--calls", "2", "--budget", "1",
        "--rounds", "1", "--sample", "1", "--size", "64x48", "--clip-frames", "20", "--work", directory.toString(),
        "--out", directory.toString())).isZero();

    Map<String, List<Result>> sections =
        Report.parse(Files.readString(directory.resolve("stages-tiny.json"))).sections();
    assertThat(sections.get("stages, tiny")).extracting(Result::measure).contains("decode", "preprocess",
        "text (label bank)", "frame tower", "MIT", "prompt generator", "whole: file to scores, bank cold");
    assertThat(sections.get("stages, tiny")).allSatisfy(result -> assertThat(result.details().keySet())
        .containsExactly("1 video, 3 labels ms", "1 video, 4 labels ms", "2 videos, 3 labels ms",
            "2 videos, 4 labels ms"));
    assertThat(sections.get("stages, tiny").getLast().value()).isEqualTo(100, within(1e-9));
    assertThat(sections.get("latency, tiny")).hasSize(9).allSatisfy(result -> assertThat(result.value()).isPositive());
  }

  @Test
  void stages_ffmpegThatIsNotThere_isAnError() {
    assertThat(run("stages", "--model", "tiny", "--ffmpeg", directory.resolve("none").toString())).isEqualTo(1);
  }

  @Test
  void precision_measuresTimeMemoryAndDifference() throws IOException {
    assertThat(run("precision", "--model", "tiny", "--loads", "1", "--rounds", "1", "--warmup", "0", "--sample", "1",
        "--threads", "2", "--work", directory.toString(), "--out", directory.toString())).isZero();

    List<Result> results = Report.parse(Files.readString(directory.resolve("precision-tiny.json"))).results();
    assertThat(results).hasSize(7);
    assertThat(results.getFirst().details().get("logits off by")).isZero();
    assertThat(results.subList(1, 7))
        .allSatisfy(result -> assertThat(result.details().get("logits off by")).isBetween(1e-6, 0.1));
    assertThat(results).filteredOn(result -> result.measure().endsWith("kept as stored")).hasSize(3)
        .allSatisfy(result -> assertThat(result.details()).containsKeys("1 thread: float over this",
            "2 threads: float over this"));
  }

  @Test
  void startup_startsAJvm() throws IOException {
    assertThat(run("startup", "--model", "tiny", "--rounds", "1", "--peers", directory.toString(), "--work",
        directory.toString(), "--out", directory.toString())).isZero();

    assertThat(directory.resolve("startup.txt")).content().contains("load and pack ms", "first result ms", "total ms",
        "without the launcher's flags");
  }

  @Test
  void compare_withoutGraphs_saysWhatIsMissing() {
    StringWriter errors = new StringWriter();

    assertThat(Main.run(new PrintWriter(errors), "compare", "--peers", directory.toString())).isEqualTo(1);
    assertThat(errors.toString()).contains("base-patch32.video.onnx", "which is not there: give --peers the folder");
  }

  @Test
  void report_makesAPageAndAChartOfWhatIsThere() throws IOException {
    Result result = Result.ratio("compare", "model, 1 thread", new double[] {1, 2}, new double[] {3, 4})
        .with("difference", 1e-7)
        .asking(1.15);
    new Report(Machine.description(), List.of(result)).write(directory, "compare");
    Path page = directory.resolve("RESULTS.md");

    assertThat(run("report", "--from", directory.toString(), "--to", page.toString())).isZero();
    assertThat(page).content().contains("| model, 1 thread | 1.15 | 2.50 × | yes |", "![", "### Where and when");
    assertThat(charts("compare")).hasSize(1);
  }

  @Test
  void report_partsThatDiffer_areRowsOfOneTable() throws IOException {
    new Report(Map.of("CPU", "one", "date", "today"), List.of(Result.of("jmh", "a", 1, "GB/s read")
        .with("ours over ONNX Runtime", 1.2))).write(directory, "jmh");
    new Report(Map.of("CPU", "one", "date", "tomorrow"), List.of(Result.of("stages, tiny", "decode", 60, "%")
        .with("1 video, 5 labels ms", 6))).write(directory, "stages-tiny");
    Path page = directory.resolve("RESULTS.md");

    assertThat(run("report", "--from", directory.toString(), "--to", page.toString())).isZero();
    assertThat(page).content().contains("### Where the time goes: tiny", "- CPU: one\n",
        "| part | date |\n|---|---|\n| jmh | today |\n| stages, tiny | tomorrow |\n");
    assertThat(directory.resolve("stages-one.png")).isNotEmptyFile();
    assertThat(directory.resolve("kernels-one.png")).isNotEmptyFile();
  }

  @Test
  void report_ofAnotherProcessor_keepsTheFirstOnesPart() throws IOException {
    Path page = directory.resolve("RESULTS.md");
    for (String line : List.of("one,1", "two,2", "one,3")) {
      String[] words = line.split(",");
      Map<String, String> facts = Map.of("CPU", words[0], "matrix units", "AMX, VNNI");
      new Report(facts, List.of(Result.of("gemm", "product", Double.parseDouble(words[1]), "of peak")))
          .write(directory, "gemm");
      assertThat(run("report", "--from", directory.toString(), "--to", page.toString())).isZero();
    }
    assertThat(page).content().containsOnlyOnce("# Results\n")
        .containsSubsequence("## one with AMX, VNNI\n", "| product | 3 of peak |", "## two with AMX, VNNI\n",
            "| product | 2 of peak |")
        .doesNotContain("1 of peak");
  }

  private List<Path> charts(String name) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches(name + ".*\\.png")).toList();
    }
  }

  private static void assumeFfmpeg() {
    assumeThatCode(() -> new ProcessBuilder("ffmpeg", "-version").redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor())
        .as("skipped: ffmpeg is not on the PATH, and the clip is made with it").doesNotThrowAnyException();
  }

  private static int run(String... arguments) {
    return Main.run(new PrintWriter(System.err, true), arguments);
  }
}
