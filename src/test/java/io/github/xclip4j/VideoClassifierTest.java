package io.github.xclip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.VideoClassifier.Classified;
import io.github.xclip4j.VideoClassifier.Failed;
import io.github.xclip4j.VideoClassifier.Result;
import io.github.xclip4j.VideoClassifier.Settings;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Pixels;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.Video;
import io.github.xclip4j.video.VideoException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VideoClassifierTest {
  private static final Path TINY = SharedData.fixture("checkpoints/tiny-a");
  private static final List<String> LABELS = List.of("a red square", "a blue circle");

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,2,4", "3,2,6"})
  void results_comeInOrderAndEqualThoseOfSingleVideos(int batch, int decoders, int ahead) throws IOException {
    Settings settings = new Settings(batch, decoders, ahead, FrameSampler.uniform());
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2));
        XClip model = XClip.load(TINY, backend);
        Labels labels = model.labels(LABELS);
        VideoClassifier classifier = VideoClassifier.of(model, labels, settings);
        Session session = model.session()) {
      List<Video> videos = IntStream.range(0, 11).mapToObj(VideoClassifierTest::noise).toList();
      AtomicInteger opened = new AtomicInteger();
      AtomicInteger finished = new AtomicInteger();
      Iterator<Callable<PreparedVideo>> preparations = videos.stream().<Callable<PreparedVideo>>map(video -> () -> {
        if (video == videos.get(4)) {
          throw new VideoException("broken.mp4: not a video");
        }
        return model.processor().prepare(video, FrameSampler.uniform());
      }).peek(_ -> assertThat(opened.incrementAndGet() - finished.get()).isLessThanOrEqualTo(ahead + batch)).iterator();
      List<Result> results = new ArrayList<>();
      classifier.classifyPrepared(preparations, result -> {
        finished.incrementAndGet();
        results.add(result);
      });
      assertThat(results).extracting(Result::index).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
      for (Result result : results) {
        switch (result) {
          case Failed failed -> assertThat(failed.cause()).hasMessageContaining("broken.mp4");
          case Classified classified -> {
            double expected = session.classify(videos.get(result.index()), labels).scores().getFirst().logit();
            assertThat((double) classified.classification().scores().getFirst().logit())
                .isCloseTo(expected, Offset.offset(Math.abs(expected) * 1e-4 + 1e-4));
          }
        }
      }
      assertThat(results.stream().filter(Failed.class::isInstance)).extracting(Result::index).containsExactly(4);
    }
  }

  static Stream<Throwable> failures() {
    return Stream.of(new ArithmeticException("x"), new UncheckedIOException(new IOException("u")),
        new IllegalStateException("s"), new OutOfMemoryError("Java heap space"), new StackOverflowError(),
        new NoClassDefFoundError("java/awt/Image"), new InterruptedException("of the preparation's own"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureOfAnyKind_isThatVideosOnly(Throwable failure) throws IOException {
    try (Opened opened = new Opened()) {
      Callable<PreparedVideo> bad = () -> {
        switch (failure) {
          case Exception e -> throw e;
          case Error e -> throw e;
          default -> throw new AssertionError(failure);
        }
      };
      List<Result> results = opened.results(List.of(opened.good(0), bad, opened.good(1), opened.good(2)));
      assertThat(results).extracting(Result::index).containsExactly(0, 1, 2, 3);
      assertThat(results).filteredOn(Classified.class::isInstance).hasSize(3);
      Exception cause = ((Failed) results.get(1)).cause();
      assertThat(failure instanceof Exception ? cause : cause.getCause()).isSameAs(failure);
    }
  }

  @Test
  void preparationThatReturnsNothing_isThatVideosFailure() throws IOException {
    try (Opened opened = new Opened()) {
      List<Result> results = opened.results(List.of(() -> null, opened.good(0)));
      assertThat(((Failed) results.getFirst()).cause()).hasMessageContaining("no video");
      assertThat(results.get(1)).isInstanceOf(Classified.class);
    }
  }

  @Test
  void videoOfAnotherSize_failsWithoutTheOthersOfItsBatch() throws Exception {
    try (Opened opened = new Opened(new Settings(3, 1, 6, FrameSampler.uniform()))) {
      PreparedVideo good = opened.good(0).call();
      Pixels pixels = good.pixels();
      PreparedVideo small = new PreparedVideo(
          new Pixels(pixels.count(), 8, 8, new byte[pixels.count() * 3 * 64], pixels.tables()), good.sample());
      List<Result> results = opened.results(List.of(() -> good, () -> small, () -> good, () -> small, () -> good));
      assertThat(results).extracting(Result::index).containsExactly(0, 1, 2, 3, 4);
      assertThat(results).filteredOn(Failed.class::isInstance).extracting(Result::index).containsExactly(1, 3);
      assertThat(((Failed) results.get(1)).cause()).hasMessageContaining("image_size");
    }
  }

  @Test
  void failureOfTheCaller_stopsTheDecoders() throws IOException {
    try (Opened opened = new Opened()) {
      AtomicInteger prepared = new AtomicInteger();
      Iterator<Callable<PreparedVideo>> endless = Stream.generate(() -> (Callable<PreparedVideo>) () -> {
        prepared.incrementAndGet();
        return opened.good(0).call();
      }).iterator();
      assertThatThrownBy(() -> opened.classifier.classifyPrepared(endless, _ -> {
        throw new IllegalStateException("enough");
      })).hasMessage("enough");
      assertThat(prepared.get()).isLessThanOrEqualTo(Settings.DEFAULT.ahead());
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void interrupt_stopsTheDecoders() throws IOException {
    try (Opened opened = new Opened()) {
      Thread caller = Thread.currentThread();
      CountDownLatch stopped = new CountDownLatch(1);
      Callable<PreparedVideo> endless = () -> {
        caller.interrupt();
        try {
          new CountDownLatch(1).await();
          throw new AssertionError();
        } catch (InterruptedException e) {
          stopped.countDown();
          throw e;
        }
      };
      assertThatThrownBy(() -> opened.results(List.of(endless))).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(stopped.getCount()).isZero();
    }
  }

  @Test
  void paths_areClassifiedAndAMissingOneIsSaid(@TempDir Path directory) throws IOException {
    try (Opened opened = new Opened()) {
      Path clip = Files.createDirectory(directory.resolve("clip"));
      ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", clip.resolve("0.png").toFile());
      List<Result> results = new ArrayList<>();
      opened.classifier.classifyAll(List.of(clip, directory.resolve("missing.mp4")), results::add);
      assertThat(((Failed) results.get(1)).cause()).hasMessageContaining("missing.mp4");
      assertThat(((Classified) results.getFirst()).classification().notes()).singleElement().asString()
          .contains("repeat");
      opened.classifier.classifyAll(clip, results::add); // a Path is an Iterable of names
      assertThat(results.get(2)).isInstanceOf(Classified.class);
      assertThat(opened.classifier.classify(clip)).isEqualTo(((Classified) results.get(2)).classification());
    }
  }

  @Test
  void opened_classifiesUntilItIsClosed() throws IOException {
    VideoClassifier classifier = VideoClassifier.open(TINY, LABELS);
    try (classifier) {
      assertThat(classifier.classify(noise(1)).scores()).hasSize(2);
    }
    classifier.close();
    assertThatThrownBy(() -> classifier.classify(noise(1))).isInstanceOf(IllegalStateException.class)
        .hasMessage("the classifier is closed");
    assertThatThrownBy(() -> classifier.classifyAll(List.of(Path.of("clip.mp4")), _ -> {}))
        .isInstanceOf(IllegalStateException.class).hasMessage("the classifier is closed");
  }

  @Test
  void settings_prepareEnoughVideosAhead() {
    FrameSampler first = FrameSampler.of(0);
    assertThat(Settings.DEFAULT.withBatch(8)).isEqualTo(new Settings(8, 2, 16, Settings.DEFAULT.sampler()));
    assertThat(Settings.DEFAULT.withBatch(1)).isEqualTo(Settings.DEFAULT);
    assertThat(Settings.DEFAULT.withDecoders(6).withSampler(first)).isEqualTo(new Settings(1, 6, 6, first));
    assertThatThrownBy(() -> new Settings(3, 1, 2, first)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("batch 3").hasMessageContaining("ahead 2");
    assertThatThrownBy(() -> new Settings(1, 0, 2, first)).hasMessageContaining("decoders 0");
  }

  @Test
  void open_withoutLabelsOrWithABlankOne_saysSo() {
    assertThatThrownBy(() -> VideoClassifier.open(TINY, List.of())).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no labels: give at least one");
    assertThatThrownBy(() -> VideoClassifier.open(TINY, List.of("a cat", " ")))
        .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("labels[1] of 2 is blank");
    assertThatThrownBy(() -> VideoClassifier.open(TINY, Arrays.asList("a cat", null)))
        .isInstanceOf(NullPointerException.class).hasMessage("labels[1]");
    assertThatThrownBy(() -> VideoClassifier.open((Path) null, LABELS)).isInstanceOf(NullPointerException.class)
        .hasMessage("directory");
  }

  @Test
  void open_withALabelThatIsTooLong_namesIt() {
    assertThatThrownBy(() -> VideoClassifier.open(TINY, List.of("cat ".repeat(100))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cat cat");
  }

  private static Video noise(int seed) {
    byte[] rgb = new byte[6 * 40 * 50 * 3];
    new Random(seed).nextBytes(rgb);
    return Video.of(new Frames(6, 40, 50, rgb));
  }

  private static final class Opened implements AutoCloseable {
    private final Backend backend = Backends.open("scalar");
    private final VideoClassifier classifier;
    private final Processor processor;

    Opened() throws IOException {
      this(Settings.DEFAULT);
    }

    Opened(Settings settings) throws IOException {
      Checkpoint checkpoint = Checkpoint.open(TINY);
      classifier = VideoClassifier.open(checkpoint, backend, LABELS, settings);
      processor = checkpoint.processor();
    }

    Callable<PreparedVideo> good(int seed) {
      return () -> processor.prepare(noise(seed), FrameSampler.uniform());
    }

    List<Result> results(List<Callable<PreparedVideo>> videos) throws IOException {
      List<Result> results = new ArrayList<>();
      classifier.classifyPrepared(videos.iterator(), results::add);
      return results;
    }

    @Override
    public void close() {
      classifier.close();
      backend.close();
    }
  }
}
