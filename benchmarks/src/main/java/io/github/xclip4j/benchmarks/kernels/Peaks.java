package io.github.xclip4j.benchmarks.kernels;

import io.github.xclip4j.benchmarks.Peak;

/**
 * What the machine can do at best.
 *
 * @param gflops fused multiply-adds out of registers, multiplies and adds in 10⁹ per second
 * @param gigabytes read and written when copying arrays that no cache holds, in 10⁹ bytes per second
 */
record Peaks(double gflops, double gigabytes) {
  private static final int COPIED_ELEMENTS = 1 << 25;
  private static final int CALLS = 20;

  /** Nothing measured yet. */
  static final Peaks NONE = new Peaks(0, 0);

  /** Measures both on a number of threads. */
  static Peaks measured(int threads) {
    try (Peak peak = new Peak(threads, COPIED_ELEMENTS)) {
      return new Peaks(peak.gflops(CALLS), peak.gigabytesPerSecond(CALLS));
    }
  }
}
