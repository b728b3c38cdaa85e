package io.github.xclip4j.training;

import java.util.Locale;

/**
 * What became of the videos of a validation list.
 *
 * @param videos how many were scored
 * @param loss the mean cross entropy
 * @param top1 share of videos whose label came first, from 0 to 1
 * @param top5 share of videos whose label came among the first five
 */
public record Accuracy(int videos, double loss, double top1, double top5) {
  /** The places of labels among scores; equal scores count for the label with the lower number. */
  static int place(float[] logits, int first, int count, int label) {
    int place = 0;
    for (int i = 0; i < count; i++) {
      float other = logits[first + i];
      float mine = logits[first + label];
      if (other > mine || other == mine && i < label) {
        place++;
      }
    }
    return place;
  }

  /** {@code "top-1 92.3 %, top-5 100.0 % of 168 videos, loss 0.31"}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "top-1 %.1f %%, top-5 %.1f %% of %d videos, loss %.4f", 100 * top1, 100 * top5,
        videos, loss);
  }
}
