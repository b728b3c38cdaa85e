package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.weights.ProceduralWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long a caller waits for the scores of a batch, label bank warm. */
final class Latency {
  private static final String SECTION = "latency";
  private static final int FEWEST_CALLS = 9;

  /** Slow models are called less often, but never less than the fewest. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private Latency() {}

  /**
   * Classifies again and again.
   *
   * @param batches videos per call
   * @param labels per label bank
   * @param calls that count, at most
   */
  static List<Result> measure(Settings settings, String model, int threads, List<Integer> batches,
      List<Integer> labels, int calls) {
    XClipConfig config = Models.named(model);
    List<Result> results = new ArrayList<>();
    try (Backend backend = Engines.open(settings.backend(), threads);
        XClip xclip = XClip.load(config, new ProceduralWeights(config), backend);
        Session session = xclip.session()) {
      for (int count : labels) {
        try (Labels bank = xclip.labels(Models.names(count), Models.texts(count))) {
          for (int videos : batches) {
            VideoBatch batch = Models.videos(config.vision(), videos);
            double[] seconds = times(session, batch, bank, settings.rounds().warmUp(), calls);
            double median = Statistics.median(seconds);
            results.add(Result.of(SECTION, model + " classify, batch " + videos + ", " + count + " labels, "
                    + Settings.threads(threads), videos / median, "videos/s")
                .with("p50 ms", 1e3 * median)
                .with("p90 ms", 1e3 * Statistics.percentile(seconds, 90))
                .with("p99 ms", 1e3 * Statistics.percentile(seconds, 99))
                .with("calls", seconds.length));
          }
        }
      }
    }
    return results;
  }

  private static double[] times(Session session, VideoBatch batch, Labels bank, int warmUp, int calls) {
    double[] seconds = new double[calls];
    long started = System.nanoTime();
    for (int call = -warmUp; call < calls; call++) {
      boolean late = System.nanoTime() - started > LONGEST.toNanos();
      if (late && call >= FEWEST_CALLS) {
        return Arrays.copyOf(seconds, call);
      }
      if (late && call < -1) {
        call = -1;
      }
      long start = System.nanoTime();
      session.classify(batch, bank);
      if (call >= 0) {
        seconds[call] = 1e-9 * (System.nanoTime() - start);
      }
    }
    return seconds;
  }
}
