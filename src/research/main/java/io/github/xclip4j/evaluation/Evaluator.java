package io.github.xclip4j.evaluation;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.cli.options.Errors;
import io.github.xclip4j.internal.queue.PreparationQueue;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.video.Pixels;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * Scores the videos of a list: the next ones are decoded and preprocessed while the model computes, views of several
 * videos together. Scores depend neither on that nor on the order of the videos. For one thread.
 */
public final class Evaluator {
  private final Preparation preparation;
  private final Model model;
  private final Settings settings;
  private long modelNanos;
  private long waitingNanos;

  /** Takes the views out of a video; in several threads at once. */
  @FunctionalInterface
  public interface Preparation {
    Prepared of(VideoEntry entry) throws IOException;
  }

  /** Scores views. */
  @FunctionalInterface
  public interface Model {
    /** @return [views, texts·classes]: all classes with the first text, then all with the second, … */
    FloatArray logits(VideoBatch views);
  }

  /** Takes what became of a video; in the order of the list. */
  @FunctionalInterface
  public interface Sink {
    void accept(Outcome outcome) throws IOException;
  }

  /**
   * How much is done at once.
   *
   * @param classes how many there are
   * @param batch views that the model computes together
   * @param decoders videos that are prepared at the same time
   * @param crops names of the crops, for the outcomes
   */
  public record Settings(int classes, ScoreKind score, int batch, int decoders, List<String> crops) {
    /** @throws IllegalArgumentException if a number is below 1 */
    public Settings {
      if (classes < 1 || batch < 1 || decoders < 1) {
        throw new IllegalArgumentException("classes " + classes + ", batch " + batch + ", decoders " + decoders
            + ": each must be at least 1");
      }
    }
  }

  /**
   * Where the time went.
   *
   * @param videos that were scored or failed
   * @param seconds in all
   * @param model seconds that the model computed
   * @param waiting seconds that the model had nothing to do, as no video was decoded yet
   */
  public record Times(int videos, double seconds, double model, double waiting) {
    /** One line for people. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT,
          "%d videos in %.1f s, %.2f a second; the model computed %.0f %% of the time and waited for decoding %.0f %%",
          videos, seconds, videos / seconds, 100 * model / seconds, 100 * waiting / seconds);
    }
  }

  /** A prepared video that waits for the model. */
  private record Waiting(VideoEntry entry, Prepared prepared) {}

  public Evaluator(Preparation preparation, Model model, Settings settings) {
    this.preparation = preparation;
    this.model = model;
    this.settings = settings;
  }

  /**
   * Scores videos.
   *
   * @param outcomes called in this thread, in the order of the videos
   * @return where the time went
   * @throws IOException what {@code outcomes} throws; a video's failure is its outcome
   * @throws InterruptedIOException if the thread is interrupted
   */
  public Times run(List<VideoEntry> entries, Sink outcomes) throws IOException {
    long begin = System.nanoTime();
    modelNanos = 0;
    waitingNanos = 0;
    int ahead = Math.max(settings.batch, 2 * settings.decoders);
    try (PreparationQueue<Prepared> queue = new PreparationQueue<>(
        entries.stream().<Callable<Prepared>>map(entry -> () -> preparation.of(entry)).iterator(), settings.decoders,
        ahead)) {
      int next = 0;
      queue.fill();
      while (!queue.isEmpty()) {
        next = step(queue, entries, next, outcomes);
        queue.fill();
      }
    }
    return new Times(entries.size(), seconds(System.nanoTime() - begin), seconds(modelNanos), seconds(waitingNanos));
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  /** Waits for the next video and computes it with those after it that are ready by then, as far as a batch goes. */
  private int step(PreparationQueue<Prepared> queue, List<VideoEntry> entries, int first, Sink outcomes)
      throws IOException {
    int next = first;
    List<Waiting> ready = new ArrayList<>();
    int views = 0;
    do {
      VideoEntry entry = entries.get(next++);
      try {
        long begin = System.nanoTime();
        Prepared prepared = queue.take();
        waitingNanos += System.nanoTime() - begin;
        ready.add(new Waiting(entry, prepared));
        views += prepared.views().size();
      } catch (ExecutionException e) {
        compute(ready, outcomes);
        outcomes.accept(new Outcome.Failed(entry.key(), entry.label(), reason(e.getCause())));
        return next;
      }
    } while (views < settings.batch && queue.isReady());
    compute(ready, outcomes);
    return next;
  }

  private static String reason(Throwable cause) {
    return switch (cause) {
      case Exception e -> Errors.describe(e);
      case OutOfMemoryError e -> "preparing it takes more memory than there is (" + e.getMessage()
          + "): give Java a larger heap with -Xmx";
      default -> Errors.oneLine("preparing it failed: " + cause);
    };
  }

  private void compute(List<Waiting> videos, Sink outcomes) throws IOException {
    if (videos.isEmpty()) {
      return;
    }
    List<Pixels> views = videos.stream().flatMap(video -> video.prepared.views().stream()).toList();
    List<double[]> logits = new ArrayList<>();
    try {
      for (int first = 0; first < views.size(); first += settings.batch) {
        List<Pixels> some = views.subList(first, Math.min(first + settings.batch, views.size()));
        long begin = System.nanoTime();
        FloatArray computed = model.logits(VideoBatch.of(some));
        modelNanos += System.nanoTime() - begin;
        logits.addAll(List.of(ScoreKind.byClass(computed, some.size(), settings.classes)));
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      if (videos.size() == 1) {
        VideoEntry entry = videos.getFirst().entry;
        outcomes.accept(new Outcome.Failed(entry.key(), entry.label(), Errors.describe(e)));
      } else {
        for (Waiting video : videos) {
          compute(List.of(video), outcomes);
        }
      }
      return;
    }
    int first = 0;
    for (Waiting video : videos) {
      int count = video.prepared.views().size();
      outcomes.accept(scored(video, logits.subList(first, first + count).toArray(double[][]::new)));
      first += count;
    }
  }

  private Outcome scored(Waiting video, double[][] logits) {
    double[] scores = settings.score.combine(logits);
    int[] best = ScoreKind.best(scores, Math.min(5, scores.length));
    float[] rounded = new float[scores.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) scores[i];
    }
    return new Outcome.Scored(video.entry.key(), video.entry.label(), best,
        settings.score.confidence(scores, best[0], logits.length), rounded, video.prepared.frames(),
        video.prepared.clips(), settings.crops, video.prepared.notes());
  }
}
