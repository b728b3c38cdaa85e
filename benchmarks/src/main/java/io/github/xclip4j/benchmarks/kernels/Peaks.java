package io.github.xclip4j.benchmarks.kernels;

import io.github.xclip4j.benchmarks.Peak;

/**
 * What the machine can do at best.
 *
 * @param gflops fused multiply-adds out of registers, multiplies and adds in 10⁹ per second
 * @param copy when copying an array, reads and writes together, in 10⁹ bytes per second
 * @param read when reading an array, likewise
 */
record Peaks(double gflops, double copy, double read) {
  private static final double LEAST_BYTES = 1 << 16;

  /** Nothing measured yet. */
  static final Peaks NONE = new Peaks(0, 0, 0);

  /**
   * Measures all on a number of threads.
   *
   * @param bytes read and written, as many as the kernel does: the same caches hold them
   */
  static Peaks measured(int threads, double bytes) {
    int elements = (int) (Math.max(bytes, LEAST_BYTES) / Float.BYTES);
    double copy;
    try (Peak peak = new Peak(threads, elements / 2)) {
      copy = peak.copied();
    }
    try (Peak peak = new Peak(threads, elements)) {
      return new Peaks(peak.gflops(), copy, peak.read());
    }
  }
}
