package io.github.xclip4j.moments;

/**
 * What a window shows.
 *
 * @param start seconds
 * @param end seconds
 * @param scores one per label, in the labels' order
 */
public record Moment(double start, double end, double[] scores) {
  /** The middle, in seconds. */
  public double middle() {
    return (start + end) / 2;
  }

  /** The label with the highest score. */
  public int best() {
    int best = 0;
    for (int label = 1; label < scores.length; label++) {
      best = scores[label] > scores[best] ? label : best;
    }
    return best;
  }
}
