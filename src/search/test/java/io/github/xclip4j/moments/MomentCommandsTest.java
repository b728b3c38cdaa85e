package io.github.xclip4j.moments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands on a video file whose motion changes every four seconds. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MomentCommandsTest {
  private static final String LABELS = String.join(",", MadeVideo.LABELS);

  @TempDir
  private static Path folder;

  private static Path video;

  @BeforeAll
  static void makeVideo() throws Exception {
    video = Cli.encoded(folder.resolve("made & <made>.mp4"), MadeVideo.of(96, 16, 12.5, 4), 96, 16, 12.5);
  }

  private static Cli.Result timeline(Object... more) {
    Object[] words = new Object[more.length + 8];
    List<Object> first = List.of("timeline", video, "--labels", LABELS, "--threshold", "0.3", "--backend", "scalar");
    System.arraycopy(first.toArray(), 0, words, 0, 8);
    System.arraycopy(more, 0, words, 8, more.length);
    return Cli.run(words);
  }

  @Test
  void text_aLineForEachSegment() {
    assertThat(timeline().succeeded().lines()).hasSize(4)
        .allMatch(line -> line.matches("0:00:\\d\\d\\.\\d{3} - 0:00:\\d\\d\\.\\d{3}  [ \\d]{3}\\.\\d %  a .*"));
  }

  @Test
  void json_segmentsBeginAndEndWithinAStride() {
    JsonNode root = JsonMapper.shared().readTree(timeline("--format", "json").succeeded());
    assertThat(root.get("video").asString()).isEqualTo(video.toString());
    assertThat(root.get("windows")).hasSize(15);
    assertThat(root.get("windows").get(3).get("scores")).hasSize(4);
    assertThat(root.get("segments")).hasSize(4);
    for (int i = 0; i < 4; i++) {
      JsonNode segment = root.get("segments").get(i);
      assertThat(segment.get("label").asString()).isEqualTo(MadeVideo.LABELS.get(i));
      assertThat(segment.get("start").asDouble()).isCloseTo(4 * i, Offset.offset(1.0));
      assertThat(segment.get("end").asDouble()).isCloseTo(4 * (i + 1), Offset.offset(1.0));
    }
  }

  @Test
  void files_areWrittenBesideStandardOutput_inTheFormatsOfTheirNames() throws Exception {
    Path vtt = folder.resolve("made.vtt");
    Path csv = folder.resolve("made.csv");
    Path html = folder.resolve("made.html");
    timeline("--output", vtt, "--output", csv, "--output", html).succeeded();
    assertThat(Files.readString(vtt)).startsWith("WEBVTT\n\n00:00:00.000 --> 00:00:0")
        .contains("\na white cross moving right\n");
    assertThat(Files.readAllLines(csv)).hasSize(5).startsWith("start,end,label,probability,peak");
    assertThat(Files.readString(html)).startsWith("<!doctype html>").contains("made%20&amp;%20%3Cmade%3E.mp4")
        .contains("made &amp; &lt;made&gt;.mp4").contains("a yellow circle moving left").contains("data-time=\"0.0\"")
        .doesNotContain("http:").doesNotContain("https:");
  }

  @Test
  void windows_asCsvWithTheBestLabels() {
    assertThat(timeline("--format", "csv", "--rows", "windows", "--top", "2").succeeded().lines()).hasSize(31)
        .startsWith("start,end,rank,label,probability");
  }

  @Test
  void multiLabel_scoresEachLabelOnItsOwn() {
    String lines = Cli.run("timeline", video, "--labels", "a red square moving right,a blue triangle shrinking",
        "--multi-label", "--backend", "scalar").succeeded();
    assertThat(lines.lines()).hasSize(1).allMatch(line -> line.endsWith("a red square moving right"));
  }

  @Test
  void cosines_haveNoThresholdUnlessGiven() {
    String lines =
        Cli.run("timeline", video, "--labels", LABELS, "--scores", "cosine", "--backend", "scalar").succeeded();
    assertThat(lines.lines()).hasSizeGreaterThanOrEqualTo(4).allMatch(line -> line.matches(".*  +-?0\\.\\d{4}  a .*"));
  }

  @Test
  void labelBank_isWrittenOnceAndGivesTheSame() throws Exception {
    Path bank = folder.resolve("bank.safetensors");
    String plain = timeline("--rows", "windows", "--format", "csv").succeeded();
    String first = timeline("--rows", "windows", "--format", "csv", "--label-bank", bank).succeeded();
    byte[] written = Files.readAllBytes(bank);
    String second = timeline("--rows", "windows", "--format", "csv", "--label-bank", bank).succeeded();
    assertThat(first).isEqualTo(plain);
    assertThat(second).isEqualTo(plain);
    assertThat(Files.readAllBytes(bank)).isEqualTo(written);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void video_isDecodedOnce() throws Exception {
    Path log = folder.resolve("calls");
    Path counting = folder.resolve("ffmpeg");
    Files.writeString(counting, "#!/bin/sh\necho \"$@\" >>'" + log + "'\nexec " + Cli.ffmpeg().command() + " \"$@\"\n");
    Files.setPosixFilePermissions(counting, PosixFilePermissions.fromString("rwxr-xr-x"));
    timeline("--ffmpeg", counting).succeeded();
    List<String> calls = Files.readAllLines(log);
    assertThat(calls.stream().filter(call -> call.contains("ppm"))).hasSize(1);
    assertThat(calls.stream().filter(call -> !call.contains("ppm") && !call.contains("-c copy")))
        .containsExactly("-version");
  }

  @Test
  void mistakes_areOneLine() {
    assertThat(timeline("--window", "1s", "--stride", "2s").misused()).contains("stride no longer than the window");
    assertThat(timeline("--window", "soon").misused()).contains("'soon' is no length of time");
    assertThat(timeline("--smooth", "2").misused()).contains("odd number");
    assertThat(timeline("--output", folder.resolve("x.doc")).misused()).contains(".vtt");
    assertThat(timeline("--multi-label", "--scores", "logit").misused()).contains("--multi-label");
    assertThat(timeline("--background", "x").misused()).contains("--multi-label");
    assertThat(timeline("--template", "a video").misused()).contains("{}");
    assertThat(Cli.run("timeline", folder.resolve("none.mp4"), "--labels", "a,b").failed()).contains("none.mp4");
    assertThat(Cli.run("watch", "-", "--format", "html").misused()).contains("take text, jsonl or csv");
  }

  /** As a camera would send it: ffmpeg paces it. */
  private static Process paced(String from) throws Exception {
    return new ProcessBuilder(Cli.ffmpeg().command(), "-v", "error", "-re", "-ss", from, "-i", video.toString(), "-c:v",
        "mpeg1video", "-q:v", "2", "-r", "25", "-f", "mpegts", "pipe:1").redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void watch_ofAPacedPipe_scoresOrSkipsEveryWindow() throws Exception {
    Process camera = paced("9");
    InputStream before = System.in;
    try {
      System.setIn(camera.getInputStream());
      Cli.Result result = Cli.run("watch", "-", "--labels", LABELS, "--format", "jsonl", "--backend", "scalar");
      assertThat(result.status()).as(result.err()).isZero();
      List<JsonNode> lines = result.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
      int scored = (int) lines.stream().filter(line -> line.has("window")).count();
      int skipped = lines.stream().filter(line -> line.has("skipped")).mapToInt(
          line -> line.get("skipped").get("windows").asInt()).sum();
      assertThat(scored).isPositive();
      assertThat(scored + skipped).isBetween(5, 7);
      assertThat(result.complaints()).allMatch(line -> line.startsWith("note: skipped "));
    } finally {
      System.setIn(before);
      camera.destroyForcibly();
    }
  }

  @Test
  void watch_withMoreWindowsThanTheModelCanDo_saysWhatItSkips() throws Exception {
    Path clip = Cli.encoded(folder.resolve("clip.mp4"), MadeVideo.of(96, 3, 25, 4), 96, 3, 25);
    Cli.Result result =
        Cli.run("watch", clip, "--labels", LABELS, "--window", "1s", "--stride", "2ms", "--backend", "scalar");
    assertThat(result.status()).as(result.err()).isZero();
    Matcher note = Pattern.compile("note: skipped (\\d+) windows?, (0:00:\\S+) to (0:00:\\S+): ").matcher(result.err());
    assertThat(note.find()).as(result.err()).isTrue();
    assertThat(result.out().lines()).isNotEmpty();
  }
}
