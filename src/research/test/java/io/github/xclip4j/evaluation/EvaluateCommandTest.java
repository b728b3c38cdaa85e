package io.github.xclip4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.cli.Main;
import io.github.xclip4j.cli.options.DemoFiles;
import io.github.xclip4j.lists.ClassNames;
import io.github.xclip4j.lists.ListWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command on the demo model's clips: results that depend on nothing but what they should. */
class EvaluateCommandTest {
  private static final int COPIES = 2;

  @TempDir
  static Path folder;

  private static Path list;
  private static Path labels;
  private static final List<String> LINES = new ArrayList<>();

  /** What the command printed and how it ended. */
  private record Ended(int status, String out, String err) {}

  @BeforeAll
  static void unpackClips() throws IOException {
    List<String> captions = DemoFiles.labels();
    try (DemoFiles files = DemoFiles.unpack()) {
      for (Map.Entry<String, DemoFiles.Clip> clip : DemoFiles.clips().entrySet()) {
        Path video = files.clip(clip.getKey());
        for (int copy = 0; copy < COPIES; copy++) {
          String name = copy + "_" + clip.getKey();
          Files.copy(video, folder.resolve(name));
          LINES.add(name + " " + captions.indexOf(clip.getValue().caption()));
        }
      }
    }
    list = Files.write(folder.resolve("list.txt"), LINES);
    labels = Files.writeString(folder.resolve("labels.csv"), ListWriter.labels(ClassNames.of(captions)));
  }

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ended(status, out.toString(), err.toString());
  }

  private static Ended evaluate(Path output, String... more) {
    List<String> arguments = new ArrayList<>(List.of("evaluate", "--list", list.toString(), "--labels",
        labels.toString(), "--output", output.toString()));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--backend")) {
      arguments.addAll(List.of("--backend", "scalar"));
    }
    return run(arguments.toArray(String[]::new));
  }

  private static byte[] results(Path output) throws IOException {
    return Files.readAllBytes(output.resolve("results.jsonl"));
  }

  @Test
  void evaluation_writesResultsMetricsAndManifest(@TempDir Path output) throws IOException {
    Ended ended = evaluate(output);
    assertThat(ended.status).as(ended.err).isZero();
    assertThat(ended.out).contains("list.txt: 16 videos, ").contains("top-1").contains("top-5");
    assertThat(Files.readAllLines(output.resolve("results.jsonl"))).hasSize(16);
    JsonNode metrics = JsonMapper.shared().readTree(output.resolve("metrics.json").toFile());
    assertThat(metrics.get("counted").asInt()).isEqualTo(16);
    assertThat(metrics.get("top1").get("percent").asDouble()).isGreaterThan(70);
    JsonNode manifest = JsonMapper.shared().readTree(output.resolve("manifest.json").toFile());
    assertThat(manifest.get("evaluation").get("protocol").get("name").asString()).isEqualTo("single-view");
    assertThat(manifest.get("evaluation").get("model").get("sha256").get("model.safetensors").asString()).hasSize(64);
  }

  @Test
  void results_areTheSameBytes_forThreadsBatchesAndOrder(@TempDir Path output) throws IOException {
    for (String protocol : List.of("single-view", "multi-view")) {
      Path one = output.resolve(protocol + "-one");
      Path many = output.resolve(protocol + "-many");
      String[] common = {"--protocol", protocol};
      assertThat(evaluate(one, "--protocol", protocol, "--backend", "simd", "--threads", "1", "--batch", "1",
          "--decoders", "1").status).isZero();
      assertThat(evaluate(many, "--protocol", protocol, "--backend", "simd", "--threads", "2", "--batch", "8",
          "--decoders", "3").status).isZero();
      assertThat(results(many)).isEqualTo(results(one));
      assertThat(Files.readAllBytes(many.resolve("metrics.json")))
          .isEqualTo(Files.readAllBytes(one.resolve("metrics.json")));
      List<String> shuffled = new ArrayList<>(LINES);
      Collections.shuffle(shuffled, new Random(5));
      Path other = Files.write(folder.resolve("shuffled.txt"), shuffled);
      Path third = output.resolve(protocol + "-shuffled");
      assertThat(run("evaluate", "--list", other.toString(), "--labels", labels.toString(), "--output",
          third.toString(), "--backend", "simd", common[0], common[1]).status).isZero();
      assertThat(Files.readAllLines(third.resolve("results.jsonl")))
          .isNotEqualTo(Files.readAllLines(one.resolve("results.jsonl")))
          .containsExactlyInAnyOrderElementsOf(Files.readAllLines(one.resolve("results.jsonl")));
    }
  }

  @Test
  void evaluation_goesOnAfterAnyByte(@TempDir Path output) throws IOException {
    assertThat(evaluate(output).status).isZero();
    byte[] complete = results(output);
    byte[] metrics = Files.readAllBytes(output.resolve("metrics.json"));
    Random random = new Random(14);
    for (int i = 0; i < 20; i++) {
      Files.write(output.resolve("results.jsonl"), Arrays.copyOf(complete, random.nextInt(complete.length)));
      Files.deleteIfExists(output.resolve("metrics.json"));
      assertThat(evaluate(output).status).isZero();
      assertThat(results(output)).isEqualTo(complete);
      assertThat(Files.readAllBytes(output.resolve("metrics.json"))).isEqualTo(metrics);
    }
  }

  @Test
  void killedProcess_goesOnToTheSameBytes(@TempDir Path output) throws Exception {
    Path whole = output.resolve("whole");
    assertThat(evaluate(whole).status).isZero();
    Path killed = output.resolve("killed");
    Random random = new Random(15);
    for (int kills = 0; kills < 3; kills++) {
      Process process = process(killed);
      process.waitFor(500 + random.nextInt(2000), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
    }
    assertThat(evaluate(killed).status).isZero();
    assertThat(results(killed)).isEqualTo(results(whole));
  }

  private static Process process(Path output) throws IOException {
    return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
        "io.github.xclip4j.cli.Main", "evaluate", "--list", list.toString(), "--labels", labels.toString(), "--output",
        output.toString(), "--backend", "scalar")
        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  void otherSettings_areNotMixedIntoOldResults(@TempDir Path output) {
    assertThat(evaluate(output).status).isZero();
    Ended ended = evaluate(output, "--protocol", "multi-view");
    assertThat(ended.status).isEqualTo(1);
    assertThat(ended.err).contains("holds results of another evaluation: protocol.name was \"single-view\" and is "
        + "\"multi-view\"; name another --output");
  }

  @Test
  void videosThatFail_areListedAndCountedAsAsked(@TempDir Path output) throws IOException {
    Files.writeString(folder.resolve("broken.gif"), "GIF89a and no more");
    Path faulty = Files.write(folder.resolve("faulty.txt"), List.of(LINES.get(0), "gone.gif 3", "broken.gif 3"));
    String[] common = {"evaluate", "--list", faulty.toString(), "--labels", labels.toString(), "--backend", "scalar"};
    Ended skipped = run(with(common, "--output", output.resolve("skip").toString()));
    assertThat(skipped.status).isEqualTo(1);
    assertThat(skipped.err).contains("faulty.txt, line 2: missing file: gone.gif");
    assertThat(skipped.out).contains("2 videos failed, not counted");
    List<String> rows = Files.readAllLines(output.resolve("skip/results.jsonl"));
    assertThat(rows).hasSize(3);
    assertThat(rows.get(1)).contains("\"video\":\"broken.gif\"").contains("\"error\":\"broken.gif: ");
    assertThat(rows.get(2)).contains("\"error\":\"no such file: gone.gif\"");
    Ended wrong = run(with(common, "--output", output.resolve("wrong").toString(), "--on-error", "wrong"));
    assertThat(wrong.out).contains("33.3 %").contains("2 videos failed, counted as wrong");
    Ended refused = run(with(common, "--output", output.resolve("refused").toString(), "--on-error", "stop"));
    assertThat(refused.err).contains("1 of its videos are missing and 0 of its lines malformed");
    Files.write(faulty, List.of(LINES.get(0), "broken.gif 3"));
    Ended stopped = run(with(common, "--output", output.resolve("stop").toString(), "--on-error", "stop"));
    assertThat(stopped.status).isEqualTo(1);
    assertThat(stopped.err).contains("broken.gif: ").contains("run the same command again");
    Files.writeString(faulty, "gone 0 0\n");
    assertThat(run(with(common, "--output", output.resolve("none").toString())).err)
        .contains("faulty.txt: names no video that could be used");
  }

  private static String[] with(String[] common, String... more) {
    List<String> all = new ArrayList<>(List.of(common));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void failedVideos_areTriedAgain_andStandInTheListsOrder(@TempDir Path output) throws IOException {
    Path mended = output.resolve("b.gif");
    Path videos = output.resolve("list.txt");
    Files.copy(folder.resolve(LINES.get(0).split(" ")[0]), output.resolve("a.gif"));
    Files.copy(folder.resolve(LINES.get(5).split(" ")[0]), output.resolve("c.gif"));
    Files.write(videos, List.of("a.gif 0", "b.gif 1", "c.gif 2"));
    String[] command = {"evaluate", "--list", videos.toString(), "--labels", labels.toString(), "--backend", "scalar",
        "--output", output.resolve("out").toString()};
    assertThat(run(command).status).isEqualTo(1);
    Files.copy(output.resolve("c.gif"), mended);
    assertThat(run(command).status).isZero();
    assertThat(Files.readAllLines(output.resolve("out/results.jsonl")))
        .extracting(row -> row.substring(0, 16))
        .containsExactly("{\"video\":\"a.gif\"", "{\"video\":\"b.gif\"", "{\"video\":\"c.gif\"");
  }

  @Test
  void wrongOptions_areSaidBeforeAnyWork(@TempDir Path output) {
    assertThat(run("evaluate").err).contains("give --list LIST and --output DIR");
    assertThat(evaluate(output, "--protocol", "three-view").err)
        .contains("there is no protocol 'three-view': choose among single-view, multi-view");
    assertThat(evaluate(output, "--crops", "2").err).contains("one crop or three");
    assertThat(evaluate(output, "--template", "a photo").err).contains("has no {}");
    assertThat(evaluate(output, "--protocol", "base-to-novel").err).contains("takes --list twice");
    assertThat(evaluate(output, "--protocol", "zero-shot-hmdb51").err).contains("takes --list three times");
  }
}
