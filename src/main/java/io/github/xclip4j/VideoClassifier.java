package io.github.xclip4j;

import io.github.xclip4j.video.FrameSample;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Classifies any number of videos, one after the other or in batches: while the model computes, the next videos are
 * decoded and preprocessed, so that the slowest stage alone sets the rate. Results come in the order of the videos.
 */
public final class VideoClassifier {
  private final XClip model;
  private final Labels labels;
  private final Settings settings;

  /**
   * How much is done at once.
   *
   * @param batch the most videos the model computes together; fewer when the next ones are not ready yet
   * @param decoders videos decoded and preprocessed at the same time
   * @param ahead videos that may be prepared or being prepared before the model takes them: what bounds memory
   */
  public record Settings(int batch, int decoders, int ahead) {
    /** One video at a time, two decoders, four videos ahead. */
    public static final Settings DEFAULT = new Settings(1, 2, 4);

    /** @throws IllegalArgumentException if one is below 1, or {@code ahead} is less than a batch */
    public Settings {
      if (batch < 1 || decoders < 1 || ahead < batch) {
        throw new IllegalArgumentException("batch " + batch + ", decoders " + decoders + ", ahead " + ahead
            + ": the first two must be at least 1, and the third at least the first");
      }
    }
  }

  /**
   * A video ready for the model.
   *
   * @param sample the frames taken, where from, and what the user should know of them
   * @param batch the same frames preprocessed, as a batch of one
   */
  public record Prepared(FrameSample sample, VideoBatch batch) {}

  /** Decodes and preprocesses a video; called in one of the classifier's threads. */
  @FunctionalInterface
  public interface Preparation {
    Prepared prepare() throws IOException;
  }

  /**
   * What became of a video: sample and classification, or a failure.
   *
   * @param index of the video, from 0
   * @param failure an {@link IOException} or {@link IllegalArgumentException} of its preparation
   */
  public record Result(int index, Optional<FrameSample> sample, Optional<Classification> classification,
      Optional<Exception> failure) {}

  /** A classifier; model and labels stay the caller's. */
  public VideoClassifier(XClip model, Labels labels, Settings settings) {
    this.model = model;
    this.labels = labels;
    this.settings = settings;
  }

  /**
   * Classifies videos.
   *
   * @param videos asked for the next one only when there is room for it
   * @param results called in this thread, in the order of the videos
   * @throws InterruptedIOException if the thread is interrupted while it waits for a video
   */
  public void run(Iterator<Preparation> videos, Consumer<Result> results) throws InterruptedIOException {
    try (ExecutorService decoders =
        Executors.newFixedThreadPool(settings.decoders, Thread.ofPlatform().name("xclip4j-decoder-", 1).factory());
        Session session = model.session()) {
      try {
        Deque<Future<Prepared>> ahead = new ArrayDeque<>();
        int index = 0;
        while (true) {
          while (ahead.size() < settings.ahead && videos.hasNext()) {
            Preparation next = videos.next();
            ahead.add(decoders.submit(next::prepare));
          }
          if (ahead.isEmpty()) {
            return;
          }
          index = next(session, ahead, index, results);
        }
      } finally {
        decoders.shutdownNow();
      }
    }
  }

  /** Waits for the first video and computes it with those behind it that are ready by then. */
  private int next(Session session, Deque<Future<Prepared>> ahead, int first, Consumer<Result> results)
      throws InterruptedIOException {
    int index = first;
    List<Prepared> ready = new ArrayList<>();
    Optional<Exception> failure = Optional.empty();
    do {
      try {
        ready.add(ahead.remove().get());
      } catch (ExecutionException e) {
        failure = Optional.of(expected(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a video to be decoded");
      }
    } while (failure.isEmpty() && ready.size() < settings.batch && !ahead.isEmpty() && ahead.peek().isDone());
    if (!ready.isEmpty()) {
      List<Classification> classifications =
          session.classify(VideoBatch.joined(ready.stream().map(Prepared::batch).toList()), labels);
      for (int i = 0; i < ready.size(); i++) {
        results.accept(new Result(index++, Optional.of(ready.get(i).sample()), Optional.of(classifications.get(i)),
            Optional.empty()));
      }
    }
    if (failure.isPresent()) {
      results.accept(new Result(index++, Optional.empty(), Optional.empty(), failure));
    }
    return index;
  }

  private static Exception expected(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case IllegalArgumentException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IOException(cause);
    };
  }
}
