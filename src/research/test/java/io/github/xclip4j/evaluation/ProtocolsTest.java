package io.github.xclip4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.SharedData;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Protocols of several lists, check, lists, and the report in a browser; with the demo's clips. */
class ProtocolsTest {
  @TempDir
  static Path folder;

  private static final List<String> CLIPS = new ArrayList<>();
  private static final List<String> CAPTIONS = new ArrayList<>();

  private record Ended(int status, String out, String err) {}

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ended(status, out.toString(), err.toString());
  }

  @BeforeAll
  static void unpackClips() throws IOException {
    assertThat(run("lists", "--demo", folder.toString()).status).isZero();
    for (Map.Entry<String, DemoFiles.Clip> clip : DemoFiles.clips().entrySet()) {
      CLIPS.add(clip.getKey());
      CAPTIONS.add(clip.getValue().caption());
    }
  }

  private static JsonNode json(Path file) {
    return JsonMapper.shared().readTree(file.toFile());
  }

  @Test
  void exampleOfTheDocument_runs(@TempDir Path output) throws IOException {
    String page = Files.readString(SharedData.root().resolve("src/docs/EVALUATION.md"));
    String block = page.substring(page.indexOf("```sh\n", page.indexOf("<!-- tested: ProtocolsTest")) + 6);
    List<String> lines = block.substring(0, block.indexOf("```")).lines().toList();
    assertThat(lines).hasSize(3);
    for (String line : lines) {
      String[] arguments = line.replace(" clips", " " + output.resolve("clips"))
          .replace(" results", " " + output.resolve("results")).split(" ");
      Ended ended = run(Arrays.copyOfRange(arguments, 1, arguments.length));
      assertThat(ended.status).as(line + ": " + ended.err).isZero();
    }
    assertThat(output.resolve("results/report.html")).exists();
  }

  @Test
  void demoLists_canBeCheckedAndEvaluated(@TempDir Path output) throws IOException {
    Ended checked = run("check", folder.resolve("list.txt").toString(), "--labels",
        folder.resolve("labels.csv").toString());
    assertThat(checked.status).as(checked.err).isZero();
    assertThat(checked.out).contains("videox, 8 videos, 168 classes, nothing wrong");
    Ended evaluated = run("evaluate", "--list", folder.resolve("list.txt").toString(), "--labels",
        folder.resolve("labels.csv").toString(), "--output", output.toString(), "--backend", "scalar");
    assertThat(evaluated.status).as(evaluated.err).isZero();
    assertThat(output.resolve("model-index.yml")).content().contains("name: \"the demo model\"");
    assertThat(output.resolve("classes.csv")).content()
        .startsWith("class,name,videos,correct,recall,low,high,predicted");
    checkInBrowser(output.resolve("report.html"));
  }

  /** What a browser makes of the page, where there is one. */
  private static void checkInBrowser(Path report) throws IOException {
    String html = Files.readString(report);
    assertThat(html).contains("<svg").doesNotContain("http://").doesNotContain("https://");
    Path chromium = Path.of("/usr/bin/chromium");
    Assumptions.assumeTrue(Files.isExecutable(chromium),
        "skipped: the page was not opened, as there is no " + chromium);
    Path dom = report.resolveSibling("dom.html");
    Path picture = report.resolveSibling("report.png");
    Process process = new ProcessBuilder(chromium.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
        "--window-size=1100,1800", "--screenshot=" + picture, report.toUri().toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(dom.toFile()).start();
    try {
      boolean ended = process.waitFor(3, TimeUnit.MINUTES);
      assertThat(ended && process.exitValue() == 0).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.size(picture)).isGreaterThan(20_000);
  }

  @Test
  void baseToNovel_hasTheHarmonicMeanOfBoth(@TempDir Path output) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("evaluate", "--protocol", "base-to-novel", "--backend", "scalar",
        "--output", output.resolve("out").toString(), "--root", folder.toString()));
    for (int part = 0; part < 2; part++) {
      List<String> lines = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        // The last line of the novel half is wrong on purpose.
        lines.add(CLIPS.get(4 * part + i) + " " + (part == 1 && i == 3 ? 0 : i));
        names.add(CAPTIONS.get(4 * part + i));
      }
      Path list = Files.write(output.resolve("list" + part + ".txt"), lines);
      Path labels =
          Files.writeString(output.resolve("labels" + part + ".csv"), ListWriter.labels(ClassNames.of(names)));
      arguments.addAll(List.of("--list", list.toString(), "--labels", labels.toString()));
    }
    Ended ended = run(arguments.toArray(String[]::new));
    assertThat(ended.status).as(ended.err).isZero();
    assertThat(ended.err).contains("base-to-novel was published with 32 frames, this model looks at");
    assertThat(ended.out).contains("base 100.0 %, novel 75.0 %, harmonic mean 85.7 %");
    assertThat(json(output.resolve("out/summary.json")).get("harmonic_mean").asDouble())
        .isCloseTo(2 * 100 * 75 / 175.0, within(1e-9));
    assertThat(output.resolve("out/novel/report.html")).exists();
  }

  @Test
  void zeroShotUcf_takesTheThreeOfficialTestLists_withThePublishedLabels(@TempDir Path output) throws IOException {
    Files.writeString(output.resolve("classInd.txt"), "1 ApplyEyeMakeup\n2 YoYo\n");
    Files.createDirectories(output.resolve("YoYo"));
    Files.copy(folder.resolve(CLIPS.getFirst()), output.resolve("YoYo/v_YoYo_g01_c01.avi"));
    for (int split = 1; split <= 3; split++) {
      Files.writeString(output.resolve("testlist0" + split + ".txt"), "YoYo/v_YoYo_g01_c01.avi\n");
    }
    Ended ended = run("evaluate", "--protocol", "zero-shot-ucf101", "--list", output.toString(), "--root",
        output.toString(), "--output", output.resolve("out").toString(), "--backend", "scalar");
    assertThat(ended.status).as(ended.err).isZero();
    assertThat(ended.out).contains("split-2, testlist02.txt: 1 video, 101 classes").contains("mean of 3 splits:")
        .contains("(population)").contains("(sample)");
    JsonNode summary = json(output.resolve("out/summary.json"));
    assertThat(summary.get("top1").get("sample_std").asDouble()).isZero();
    assertThat(json(output.resolve("out/split-3/manifest.json")).get("evaluation").get("labels").get("file").asString())
        .isEqualTo("ucf_101_labels.csv");
  }

  @Test
  void zeroShotKinetics_leavesOutTheClassesOfOtherSplits(@TempDir Path output) throws IOException {
    List<String> first = Protocol.labels("k600_zero_shot_split1.csv").names();
    List<String> second = Protocol.labels("k600_zero_shot_split2.csv").names();
    String both = first.stream().filter(second::contains).findFirst().orElseThrow();
    String onlyFirst = first.stream().filter(name -> !second.contains(name)).findFirst().orElseThrow();
    Files.copy(folder.resolve(CLIPS.get(0)), output.resolve("a_000001_000011.mp4"));
    Files.copy(folder.resolve(CLIPS.get(1)), output.resolve("b_000001_000011.mp4"));
    Path list = Files.writeString(output.resolve("test.csv"), "label,youtube_id,time_start,time_end,split\n\"" + both
        + "\",a,1,11,test\n\"" + onlyFirst + "\",b,1,11,test\n");
    Ended ended = run("evaluate", "--protocol", "zero-shot-kinetics600", "--list", list.toString(), "--output",
        output.resolve("out").toString(), "--backend", "scalar");
    assertThat(ended.status).as(ended.err).isZero();
    assertThat(ended.out).contains("split-1, test.csv: 2 videos, 160 classes")
        .contains("split-2, test.csv: 1 video, 160 classes").contains("1 video of other classes left out");
  }

  @Test
  void listsOfSeveralSplits_areNotMixed(@TempDir Path output) throws IOException {
    for (String split : List.of("train", "test")) {
      Files.createDirectories(output.resolve("v/" + split + "/run"));
      Files.copy(folder.resolve(CLIPS.getFirst()), output.resolve("v/" + split + "/run/a.gif"));
    }
    String[] arguments = {"evaluate", "--list", output.resolve("v").toString(), "--output",
        output.resolve("out").toString(), "--backend", "scalar"};
    assertThat(run(arguments).err).contains("holds videos of test, train: say which with --split");
    String[] split = Arrays.copyOf(arguments, arguments.length + 2);
    split[arguments.length] = "--split";
    split[arguments.length + 1] = "test";
    assertThat(run(split).out).contains("1 video, 1 class");
  }

  @Test
  void templates_areAveragedOver_andSaid(@TempDir Path output) {
    Ended ended = run("evaluate", "--list", folder.resolve("list.txt").toString(), "--labels",
        folder.resolve("labels.csv").toString(), "--output", output.toString(), "--backend", "scalar", "--template",
        "{}", "--template", "a video of {}");
    assertThat(ended.status).as(ended.err).isZero();
    assertThat(ended.err).contains("not as published: mean over 2 templates instead of the bare name");
    assertThat(json(output.resolve("metrics.json")).get("overrides").get(0).asString()).contains("2 templates");
  }

  @Test
  void lists_drawShotsAndWriteBothForms(@TempDir Path output) throws IOException {
    Path classes = Files.createDirectories(output.resolve("videos/a class"));
    for (int i = 0; i < 5; i++) {
      Files.copy(folder.resolve(CLIPS.getFirst()), classes.resolve("v" + i + ".gif"));
    }
    Path list = output.resolve("list.json");
    Ended drawn = run("lists", output.resolve("videos").toString(), "--shots", "2", "--output", list.toString(),
        "--labels-output", output.resolve("labels.csv").toString());
    assertThat(drawn.status).as(drawn.err).isZero();
    assertThat(json(list)).hasSize(2);
    assertThat(output.resolve("labels.csv")).hasContent("id,name\n0,a class\n");
    assertThat(run("check", list.toString(), "--root", output.resolve("videos").toString(), "--labels",
        output.resolve("labels.csv").toString()).status).isZero();
    assertThat(run("lists", output.resolve("videos").toString()).err)
        .contains("holds a blank, which lines of path and class cannot: write a .json list");
  }

  @Test
  void baseToNovelLists_halveTheClassesByFrequency(@TempDir Path output) throws IOException {
    List<String> training = new ArrayList<>();
    for (int copy = 0; copy < 2; copy++) {
      for (int i = 0; i < 3; i++) {
        // Class 0 has one video, classes 1 and 2 have two.
        if (i > 0 || copy == 0) {
          Files.copy(folder.resolve(CLIPS.get(i)), output.resolve(copy + "_" + i + ".gif"));
          training.add(copy + "_" + i + ".gif " + i);
        }
      }
    }
    Path list = Files.write(output.resolve("train.txt"), training);
    Path test = Files.writeString(output.resolve("test.txt"), "0_0.gif 0\n0_1.gif 1\n0_2.gif 2\n");
    Path labels = Files.writeString(output.resolve("labels.csv"), "id,name\n0,zero\n1,one\n2,two\n");
    Ended ended = run("lists", list.toString(), "--labels", labels.toString(), "--test", test.toString(),
        "--base-to-novel", output.resolve("halves").toString(), "--shots", "1");
    assertThat(ended.status).as(ended.err).isZero();
    assertThat(ended.out).contains("2 base and 1 novel classes");
    assertThat(output.resolve("halves/base.txt")).hasContent("0_1.gif 0\n0_2.gif 1\n");
    assertThat(output.resolve("halves/novel.txt")).hasContent("0_0.gif 0\n");
    assertThat(output.resolve("halves/base.csv")).hasContent("id,name\n0,one\n1,two\n");
    assertThat(output.resolve("halves/novel.csv")).hasContent("id,name\n0,zero\n");
    assertThat(Files.readAllLines(output.resolve("halves/train.txt"))).hasSize(2);
  }

  @Test
  void check_findsWhatIsBrokenOrTooShort(@TempDir Path output) throws IOException {
    Files.writeString(output.resolve("broken.gif"), "GIF89a");
    Files.copy(folder.resolve(CLIPS.getFirst()), output.resolve("good.gif"));
    Path list = Files.writeString(output.resolve("list.txt"), "good.gif 0\nbroken.gif 0\ngone.gif 0\ngood.gif 0\n");
    Ended ended = run("check", list.toString(), "--frames", "500");
    assertThat(ended.status).isEqualTo(1);
    assertThat(ended.out).contains("line 3: missing file: gone.gif")
        .contains("line 4: duplicate: good.gif, as in line 1")
        .contains("line 2: broken: broken.gif: ").contains("line 1: too short: good.gif has ").contains("4 faults");
    assertThat(run("check", output.resolve("none.txt").toString()).err).contains("no such list");
  }
}
