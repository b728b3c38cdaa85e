package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.internal.queue.PreparationQueue;
import io.github.xclip4j.video.FrameSample;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Says how well each of some labels fits a video:
 *
 * <pre>{@code
 * try (var classifier = VideoClassifier.open("microsoft/xclip-base-patch32", List.of("playing sports", "cooking"))) {
 *   System.out.println(classifier.classify(Path.of("clip.mp4")).best());
 * }
 * }</pre>
 *
 * <p>Given many videos, it decodes and preprocesses the next ones while the model computes, so that the slowest stage
 * determines the rate. A classifier serves one thread at a time; classifiers of several threads can share a model and
 * labels.
 */
public final class VideoClassifier implements AutoCloseable {
  private final Processor processor;
  private final Labels labels;
  private final Settings settings;
  private final Session session;
  private final Resources owned;
  private boolean closed;

  /**
   * Which frames the model looks at, and how much is done at the same time.
   *
   * @param batch the most videos that the model computes together; fewer if the next ones are not ready yet
   * @param decoders how many videos are decoded and preprocessed at the same time
   * @param ahead the most videos that are prepared, or being prepared, before the model takes them; bounds memory
   * @param sampler chooses the frames of videos that are given as files
   */
  public record Settings(int batch, int decoders, int ahead, FrameSampler sampler) {
    /** One video at a time, two decoders, four videos ahead; frames from the middles of equal segments. */
    public static final Settings DEFAULT = new Settings(1, 2, 4, FrameSampler.uniform());

    /** @throws IllegalArgumentException if a number is below 1, or {@code ahead} is less than a batch */
    public Settings {
      if (batch < 1 || decoders < 1 || ahead < batch) {
        throw new IllegalArgumentException("batch " + batch + ", decoders " + decoders + ", ahead " + ahead
            + ": the first two must be at least 1, and the third at least the first");
      }
    }

    /** These settings with another batch; twice as many videos are then prepared ahead. */
    public Settings withBatch(int videos) {
      return new Settings(videos, decoders, Math.max(ahead, 2 * videos), sampler);
    }

    /** These settings with another number of decoders, and a video prepared ahead for each of them at least. */
    public Settings withDecoders(int threads) {
      return new Settings(batch, threads, Math.max(ahead, threads), sampler);
    }

    /** These settings with another choice of frames. */
    public Settings withSampler(FrameSampler other) {
      return new Settings(batch, decoders, ahead, other);
    }
  }

  /** A video's classification, or the reason why there is none. */
  public sealed interface Result {
    /** The video's index among those given, from 0. */
    int index();
  }

  /**
   * A video's scores.
   *
   * @param sample the frames that the model looked at, and what the user should know about them
   */
  public record Classified(int index, FrameSample sample, Classification classification) implements Result {}

  /**
   * Why a video could not be classified; this does not affect the others.
   *
   * @param cause the exception of its preparation, an {@link IllegalArgumentException} if its pixels do not fit the
   *     model, or an {@link ArithmeticException} if its result is not finite. Errors of a preparation, such as an
   *     {@link OutOfMemoryError}, are wrapped in an {@link IOException}.
   */
  public record Failed(int index, Exception cause) implements Result {}

  private VideoClassifier(XClip model, Labels labels, Settings settings, Resources owned) {
    this.processor = model.processor();
    this.labels = labels;
    this.settings = settings;
    this.session = model.session();
    this.owned = owned;
    owned.add(session::close);
  }

  /**
   * Opens a checkpoint's directory, or a model that is in the hub's cache, on the fastest backend there is.
   *
   * @param model {@code path/to/directory} or {@code microsoft/xclip-base-patch32}; nothing is downloaded
   * @throws IOException if the model is not there or cannot be used; the message says why
   * @throws IllegalArgumentException if there are no labels, or one is blank or longer than the model's context
   */
  public static VideoClassifier open(String model, List<String> labels) throws IOException {
    Labels.check(labels);
    return open(Checkpoint.open(Objects.requireNonNull(model, "model")), labels);
  }

  /**
   * Opens a checkpoint's directory on the fastest backend there is.
   *
   * @throws IOException if the checkpoint cannot be used; the message says why
   * @throws IllegalArgumentException if there are no labels, or one is blank or longer than the model's context
   */
  public static VideoClassifier open(Path directory, List<String> labels) throws IOException {
    Labels.check(labels);
    return open(Checkpoint.open(Objects.requireNonNull(directory, "directory")), labels);
  }

  private static VideoClassifier open(Checkpoint checkpoint, List<String> labels) throws IOException {
    Resources owned = new Resources();
    try {
      Backend backend = Backends.best();
      owned.add(backend::close);
      return open(checkpoint, backend, labels, Settings.DEFAULT, owned);
    } catch (IOException | RuntimeException | Error e) {
      owned.closeAfter(e);
      throw e;
    }
  }

  /**
   * Opens a checkpoint.
   *
   * @param backend remains the caller's, who closes it after the classifier
   * @throws IOException if the checkpoint cannot be used; the message says why
   * @throws IllegalArgumentException if there are no labels, or one is blank or longer than the model's context
   */
  public static VideoClassifier open(Checkpoint checkpoint, Backend backend, List<String> labels, Settings settings)
      throws IOException {
    Resources owned = new Resources();
    try {
      return open(checkpoint, backend, labels, settings, owned);
    } catch (IOException | RuntimeException | Error e) {
      owned.closeAfter(e);
      throw e;
    }
  }

  private static VideoClassifier open(Checkpoint checkpoint, Backend backend, List<String> labels, Settings settings,
      Resources owned) throws IOException {
    Labels.check(labels);
    checkpoint.processor().images();
    List<int[]> tokens = checkpoint.processor().tokens(labels);
    XClip model = XClip.load(checkpoint, backend);
    owned.add(model::close);
    Labels encoded = model.labels(labels, tokens);
    owned.add(encoded::close);
    return new VideoClassifier(model, encoded, settings, owned);
  }

  /** A classifier of a loaded model. Model and labels remain the caller's, who closes them after the classifier. */
  public static VideoClassifier of(XClip model, Labels labels, Settings settings) {
    return new VideoClassifier(model, labels, settings, new Resources());
  }

  /** The labels, in the order of all scores, with {@linkplain Labels#notes() notes} on them. */
  public Labels labels() {
    return labels;
  }

  /**
   * How well each label fits a video file, a GIF or a folder of images.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  public Classification classify(Path video) throws IOException {
    return classify(Video.open(video));
  }

  /**
   * How well each label fits a video.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  public Classification classify(Video video) throws IOException {
    checkOpen();
    PreparedVideo prepared = processor.prepare(video, settings.sampler);
    return session.classify(VideoBatch.of(List.of(prepared.pixels())), labels).getFirst()
        .withNotes(prepared.sample().notes());
  }

  /**
   * Classifies video files, GIFs and folders of images.
   *
   * @param videos advanced only when there is room for another video
   * @param results called in this thread, in the order of the videos; if it throws, no further video is decoded
   * @throws InterruptedIOException if the thread is interrupted while it waits for a video; the decoders are stopped
   */
  public void classifyAll(Iterable<Path> videos, Consumer<Result> results) throws InterruptedIOException {
    // A Path is itself an Iterable, of the names it consists of: the caller means the file.
    Iterator<Path> files = videos instanceof Path file ? List.of(file).iterator() : videos.iterator();
    classifyPrepared(new Iterator<>() {
      @Override
      public boolean hasNext() {
        return files.hasNext();
      }

      @Override
      public Callable<PreparedVideo> next() {
        Path file = files.next();
        return () -> processor.prepare(Video.open(file), settings.sampler);
      }
    }, results);
  }

  /**
   * Classifies videos that the program decodes or preprocesses itself.
   *
   * @param videos each prepares a video when called, in one of the classifier's threads, which is interrupted if the
   *     result is no longer needed; advanced only when there is room for another video
   * @param results called in this thread, in the order of the videos; if it throws, no further video is prepared
   * @throws InterruptedIOException if the thread is interrupted while it waits for a video; the preparations are
   *     stopped
   */
  public void classifyPrepared(Iterator<Callable<PreparedVideo>> videos, Consumer<Result> results)
      throws InterruptedIOException {
    checkOpen();
    ClassificationRun run = new ClassificationRun(session, labels, settings.batch, results);
    try (PreparationQueue<PreparedVideo> queue = new PreparationQueue<>(videos, settings.decoders, settings.ahead)) {
      run.classify(queue);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the classifier is closed");
    }
  }

  /** Closes the session, and the labels, model and backend that this classifier opened itself. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      owned.close();
    }
  }
}
