package io.github.xclip4j;

import io.github.xclip4j.VideoClassifier.Classified;
import io.github.xclip4j.VideoClassifier.Failed;
import io.github.xclip4j.VideoClassifier.Result;
import io.github.xclip4j.internal.queue.PreparationQueue;
import io.github.xclip4j.video.FrameSample;
import io.github.xclip4j.video.PreparedVideo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Classifies the videos of a queue in their order, those together that are ready together. */
final class ClassificationRun {
  private final Session session;
  private final Labels labels;
  private final int batch;
  private final Consumer<Result> results;
  private int index;

  /** @param batch the most videos that are computed together */
  ClassificationRun(Session session, Labels labels, int batch, Consumer<Result> results) {
    this.session = session;
    this.labels = labels;
    this.batch = batch;
    this.results = results;
  }

  /**
   * Classifies every video of a queue.
   *
   * @throws InterruptedIOException if the thread is interrupted while it waits for a video
   */
  void classify(PreparationQueue<PreparedVideo> queue) throws InterruptedIOException {
    queue.fill();
    while (!queue.isEmpty()) {
      next(queue);
      queue.fill();
    }
  }

  /** Waits for the first video, and computes it together with the following ones that are ready by then. */
  private void next(PreparationQueue<PreparedVideo> queue) throws InterruptedIOException {
    List<PreparedVideo> ready = new ArrayList<>();
    Optional<Exception> failure = Optional.empty();
    do {
      try {
        ready.add(queue.take());
      } catch (ExecutionException e) {
        failure = Optional.of(failure(e.getCause()));
      }
    } while (failure.isEmpty() && ready.size() < batch && queue.isReady());
    for (Result result : computed(ready, index)) {
      index++;
      results.accept(result);
    }
    if (failure.isPresent()) {
      results.accept(new Failed(index++, failure.get()));
    }
  }

  /** Computes videos together; if that fails, one by one, to find out which of them fails. */
  private List<Result> computed(List<PreparedVideo> videos, int first) {
    if (videos.isEmpty()) {
      return List.of();
    }
    try {
      List<Classification> classifications =
          session.classify(VideoBatch.of(videos.stream().map(PreparedVideo::pixels).toList()), labels);
      List<Result> computed = new ArrayList<>();
      for (int i = 0; i < videos.size(); i++) {
        FrameSample sample = videos.get(i).sample();
        computed.add(new Classified(first + i, sample, classifications.get(i).withNotes(sample.notes())));
      }
      return computed;
    } catch (IllegalArgumentException | ArithmeticException e) {
      if (videos.size() == 1) {
        return List.of(new Failed(first, e));
      }
      List<Result> computed = new ArrayList<>();
      for (int i = 0; i < videos.size(); i++) {
        computed.addAll(computed(videos.subList(i, i + 1), first + i));
      }
      return computed;
    }
  }

  /** Makes an exception of any failure of a preparation: a clip that is too large for the heap must not end the run. */
  private static Exception failure(Throwable cause) {
    return switch (cause) {
      case Exception e -> e;
      case OutOfMemoryError e -> new IOException("preparing this video takes more memory than there is ("
          + e.getMessage() + "): give Java a larger heap with -Xmx, or make the video smaller", e);
      default -> new IOException("preparing this video failed: " + cause, cause);
    };
  }
}
