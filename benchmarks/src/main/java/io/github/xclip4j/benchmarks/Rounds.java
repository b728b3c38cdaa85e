package io.github.xclip4j.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * Times contestants in turns: one sample of each per round, so that a machine that drifts drifts for all of them.
 *
 * @param count rounds that count
 * @param warmUp rounds before them
 * @param shortestSample work is repeated within a sample until it takes this long
 */
record Rounds(int count, int warmUp, Duration shortestSample) {
  /** Lets the other's spinning workers go to sleep before the next contestant starts. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** Work that takes microseconds is compiled some time after it is called often enough. */
  private static final Duration SHORTEST_WARM_UP = Duration.ofSeconds(1);

  /** Work that takes seconds is warm before its warm-up rounds are over. */
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);

  /** A first call may be this much slower than the next ones. */
  private static final int COLD_FACTOR = 20;

  Rounds {
    if (count < 1 || warmUp < 0) {
      throw new IllegalArgumentException(
          "rounds are " + count + ", warm-up rounds " + warmUp + ": at least one round is needed");
    }
  }

  /** What is timed. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /**
   * Runs all rounds; every other one in the opposite order.
   *
   * @return seconds per piece of work, [contestant][round]
   */
  double[][] seconds(List<Work> contestants) throws Exception {
    int[] repeats = new int[contestants.size()];
    for (int i = 0; i < repeats.length; i++) {
      repeats[i] = repeats(contestants.get(i));
    }
    double[][] seconds = new double[repeats.length][count];
    long start = System.nanoTime();
    for (int round = -warmUp; round < count; round++) {
      if (round < -1 && System.nanoTime() - start > LONGEST_WARM_UP.toNanos()) {
        round = -1;
      }
      for (int turn = 0; turn < repeats.length; turn++) {
        int contestant = (round & 1) == 0 ? turn : repeats.length - 1 - turn;
        Thread.sleep(PAUSE);
        double sample = sample(contestants.get(contestant), repeats[contestant]);
        if (round >= 0) {
          seconds[contestant][round] = sample;
        }
      }
      if (round == -1 && System.nanoTime() - start < SHORTEST_WARM_UP.toNanos()) {
        round--;
      }
    }
    return seconds;
  }

  private int repeats(Work work) throws Exception {
    double wanted = shortestSample.toNanos() * 1e-9;
    int repeats = 1;
    if (sample(work, repeats) > COLD_FACTOR * wanted) {
      return repeats;
    }
    while (true) {
      double seconds = sample(work, repeats) * repeats;
      if (seconds >= wanted) {
        return repeats;
      }
      repeats = (int) Math.min(100L * repeats, Math.max(repeats + 1L, Math.round(1.2 * repeats * wanted / seconds)));
    }
  }

  private static double sample(Work work, int repeats) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < repeats; i++) {
      work.run();
    }
    return (System.nanoTime() - start) * 1e-9 / repeats;
  }
}
