package io.github.xclip4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.lists.ClassNames;
import io.github.xclip4j.lists.ListFormat;
import io.github.xclip4j.lists.ListReader;
import io.github.xclip4j.lists.VideoList;
import io.github.xclip4j.lists.VideoRoot;
import io.github.xclip4j.video.Pixels;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of 100,000 videos in a small heap: results go to the file one by one. */
class ManyVideosTest {
  private static final int VIDEOS = 100_000;
  private static final int CLASSES = 100;

  @Test
  void hundredThousandVideos_fitIntoASmallHeap(@TempDir Path folder) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx160m",
        "-XX:TieredStopAtLevel=1", "--add-modules", "jdk.incubator.vector", "-cp",
        System.getProperty("java.class.path"), ManyVideosTest.class.getName(), folder.toString())
        .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    boolean ended = process.waitFor(8, TimeUnit.MINUTES);
    process.destroyForcibly().waitFor();
    assertThat(ended).isTrue();
    assertThat(Files.readString(folder.resolve("log"))).endsWith("100000 counted\n");
  }

  /** Evaluates with a decoder and a model that do nothing: what is left is what an evaluation keeps. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path list = folder.resolve("list.txt");
    try (BufferedWriter lines = Files.newBufferedWriter(list)) {
      for (int i = 0; i < VIDEOS; i++) {
        lines.write("some/folder/of/videos/video_with_a_usual_name_" + i + "_000010_000020.mp4 " + i % CLASSES + "\n");
      }
    }
    ClassNames classes = ClassNames.of(IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList());
    // None of the files is there: each is kept with its problem, which is the more that can be.
    VideoList read = ListReader.of(list).format(ListFormat.VIDEOX).labels(classes).read();
    Part part = new Part("", list, read, VideoRoot.open(folder), "labels.csv", "");
    Pixels pixels = new Pixels(1, 1, 1, new byte[3], new float[3][256]);
    Evaluator evaluator = new Evaluator(
        entry -> new Prepared(List.of(pixels), 100, List.of(new int[] {1, 2, 3}), List.of()),
        batch -> FloatArray.of(new float[batch.videos() * CLASSES], batch.videos(), CLASSES),
        new Evaluator.Settings(CLASSES, ScoreKind.SOFTMAX_SUM, 8, 2, List.of("center")));
    Path results = folder.resolve("results.jsonl");
    try (ResultsFile file = ResultsFile.open(results, classes.names())) {
      evaluator.run(part.videos(), file::append);
    }
    ResultsFile.arrange(results, part.videos().stream().map(entry -> entry.key()).toList());
    Metrics.Builder metrics = new Metrics.Builder(classes.names(), OnError.SKIP);
    ResultsFile.read(results, metrics::add);
    System.out.write((metrics.build().top1().count() + " counted\n").getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }
}
