package io.github.xclip4j.benchmarks;

import java.util.Arrays;

/** Orders and distances. */
final class Statistics {
  private Statistics() {}

  /** The middle value, or the mean of the two middle ones. */
  static double median(double[] values) {
    return percentile(values, 50);
  }

  /**
   * Linear between the two nearest ranks.
   *
   * @param percent 0 to 100
   */
  static double percentile(double[] values, double percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double rank = percent / 100 * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  /** Element by element. */
  static double[] quotients(double[] numerators, double[] denominators) {
    double[] quotients = new double[numerators.length];
    for (int i = 0; i < quotients.length; i++) {
      quotients[i] = numerators[i] / denominators[i];
    }
    return quotients;
  }

  /** Element by element. */
  static double[] sums(double[]... summands) {
    double[] sums = new double[summands[0].length];
    for (double[] summand : summands) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += summand[i];
      }
    }
    return sums;
  }

  /** {@code ‖x − reference‖ / ‖reference‖}. */
  static double relativeL2(float[] x, float[] reference) {
    if (x.length != reference.length) {
      throw new IllegalArgumentException(x.length + " values cannot be compared with " + reference.length);
    }
    double difference = 0;
    double length = 0;
    for (int i = 0; i < x.length; i++) {
      double d = (double) x[i] - reference[i];
      difference += d * d;
      length += (double) reference[i] * reference[i];
    }
    return Math.sqrt(difference / length);
  }
}
