package io.github.xclip4j.moments;

import java.util.stream.IntStream;

/**
 * Which labels fit a window.
 *
 * @param choice among the labels
 * @param threshold the least score of a label that fits; negative infinity for none
 */
public record SegmentRule(Choice choice, double threshold) {
  /** How many labels can fit at a time. */
  public enum Choice {
    /** The label with the highest score, and no other. */
    BEST_LABEL,
    /** Every label on its own. */
    EVERY_LABEL
  }

  int[] fitting(Moment moment) {
    IntStream labels = choice == Choice.BEST_LABEL
        ? IntStream.of(moment.best())
        : IntStream.range(0, moment.scores().length);
    return labels.filter(label -> moment.scores()[label] >= threshold).toArray();
  }
}
