package io.github.xclip4j.benchmarks;

import java.time.Duration;
import java.util.Arrays;

/**
 * How often slow work is called for its latency: as often as fits a time.
 *
 * @param most calls that count, at most
 * @param budget no call starts after it, the first excepted
 */
record Calls(int most, Duration budget) {
  /** A first call this long is no warm-up: there is no time for another, and its kernels ran in thousands of loops. */
  private static final double LONG_SHARE = 0.3;

  /** From here on a tenth and a hundredth of the calls are more than one call or nearly so. */
  private static final int ENOUGH_FOR_TAILS = 20;

  Calls {
    if (most < 1) {
      throw new IllegalArgumentException("calls are " + most + ": at least one is needed");
    }
  }

  /** Work that times its own parts, seconds each. */
  @FunctionalInterface
  interface Parts {
    double[] run() throws Exception;
  }

  /**
   * Calls until there are enough calls or the time is over. A short first call is warm-up and does not count.
   *
   * @return seconds, [part][call]
   */
  double[][] seconds(Parts work) throws Exception {
    long start = System.nanoTime();
    double[][] calls = new double[most][];
    int count = 0;
    double[] first = work.run();
    if (most == 1 || since(start) > LONG_SHARE * budget.toNanos() * 1e-9) {
      calls[count++] = first;
    }
    while (count < most && (count == 0 || since(start) < budget.toNanos() * 1e-9)) {
      calls[count++] = work.run();
    }
    double[][] parts = new double[first.length][count];
    for (int call = 0; call < count; call++) {
      for (int part = 0; part < first.length; part++) {
        parts[part][call] = calls[call][part];
      }
    }
    return parts;
  }

  /** Calls work that has no parts; work shorter than {@code shortest} is repeated within a call, which is its mean. */
  double[] seconds(Rounds.Work work, Duration shortest) throws Exception {
    return seconds(() -> {
      long start = System.nanoTime();
      int repeats = 0;
      do {
        work.run();
        repeats++;
      } while (since(start) < shortest.toNanos() * 1e-9);
      return new double[] {since(start) / repeats};
    })[0];
  }

  /** Seconds since a {@link System#nanoTime}. */
  static double since(long nanoTime) {
    return 1e-9 * (System.nanoTime() - nanoTime);
  }

  /**
   * The rate of calls and how long they take: p50, p75 and the longest, and the tails where there are enough calls.
   *
   * @param seconds of each call
   * @param videos of one call
   */
  static Result latency(String section, String measure, double[] seconds, int videos) {
    double median = Statistics.median(seconds);
    Result result = Result.of(section, measure, videos / median, "videos/s")
        .with("p50 ms", 1e3 * median)
        .with("p75 ms", 1e3 * Statistics.percentile(seconds, 75));
    if (seconds.length >= ENOUGH_FOR_TAILS) {
      result = result
          .with("p90 ms", 1e3 * Statistics.percentile(seconds, 90))
          .with("p99 ms", 1e3 * Statistics.percentile(seconds, 99));
    }
    return result
        .with("longest ms", 1e3 * Arrays.stream(seconds).max().orElseThrow())
        .with("calls", seconds.length);
  }
}
