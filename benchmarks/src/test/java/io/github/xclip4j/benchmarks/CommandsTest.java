package io.github.xclip4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands run, on sizes that take seconds; what they measure then means nothing. */
class CommandsTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void gemm_writesSharesOfThePeak() throws IOException {
    assertThat(run("gemm", "--shape", "8x64x96", "--rounds", "1", "--warmup", "0", "--sample", "1", "--threads", "1",
        "--out", directory.toString())).isZero();

    Report report = Report.parse(Files.readString(directory.resolve("gemm.json")));
    assertThat(report.machine()).containsKeys("CPU", "cores", "vector species", "JDK", "flags", "date", "commit");
    assertThat(report.results()).singleElement().satisfies(result -> {
      assertThat(result.value()).isPositive();
      assertThat(result.details().get("difference")).isLessThan(1e-5);
    });
    assertThat(directory.resolve("gemm.txt")).content().contains("8×64×96");
    assertThat(directory.resolve("gemm.csv")).content().startsWith("section,measure,figure,value\n");
  }

  @Test
  void stages_measuresEveryStageAndTheLatency() throws IOException {
    assertThat(run("stages", "--model", "tiny", "--batch", "1,2", "--labels", "3", "--calls", "2", "--rounds", "1",
        "--warmup", "0", "--sample", "1", "--out", directory.toString())).isZero();

    assertThat(directory.resolve("stages.txt")).content()
        .contains("frame tower", "MIT", "text, all labels", "prompt generator", "videos/s", "p99 ms");
  }

  @Test
  void precision_measuresTimeMemoryAndDifference() throws IOException {
    assertThat(run("precision", "--model", "tiny", "--rounds", "1", "--warmup", "0", "--sample", "1", "--threads", "1",
        "--out", directory.toString())).isZero();

    Report report = Report.parse(Files.readString(directory.resolve("precision.json")));
    assertThat(report.results()).hasSize(3).allSatisfy(result ->
        assertThat(result.details().get("difference")).isBetween(1e-6, 0.1));
  }

  @Test
  void startup_startsAJvm() throws IOException {
    assertThat(run("startup", "--model", "tiny", "--rounds", "1", "--peers", directory.toString(), "--work",
        directory.toString(), "--out", directory.toString())).isZero();

    assertThat(directory.resolve("startup.txt")).content().contains("load and pack ms", "first result ms", "total ms");
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
    assertThat(page).content().contains("| model, 1 thread | 1.15 | 2.50 × | yes |", "![", "## Where and when");
    assertThat(directory.resolve("compare.png")).isNotEmptyFile();
  }

  private static int run(String... arguments) {
    return Main.run(new PrintWriter(System.err, true), arguments);
  }
}
