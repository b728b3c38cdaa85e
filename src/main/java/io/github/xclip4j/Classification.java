package io.github.xclip4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well each label fits a video.
 *
 * @param scores one per label, in the labels' order
 * @param notes what a user should know about the video, one line each: repeated frames, damage
 */
public record Classification(List<Score> scores, List<String> notes) {
  /**
   * A label's score.
   *
   * @param logit scaled cosine similarity of video and label
   * @param probability softmax of the logits over all labels
   */
  public record Score(String label, float logit, double probability) {}

  public Classification {
    scores = List.copyOf(scores);
    notes = List.copyOf(notes);
  }

  static Classification of(List<String> labels, float[] logits) {
    double[] probabilities = softmax(logits);
    List<Score> scores = new ArrayList<>(labels.size());
    for (int i = 0; i < logits.length; i++) {
      scores.add(new Score(labels.get(i), logits[i], probabilities[i]));
    }
    return new Classification(scores, List.of());
  }

  Classification withNotes(List<String> other) {
    return new Classification(scores, other);
  }

  /** The most probable label. */
  public Score best() {
    return top(1).getFirst();
  }

  /** The {@code count} most probable labels, best first; all of them if there are fewer. */
  public List<Score> top(int count) {
    return scores.stream()
        .sorted(Comparator.comparingDouble(Score::probability).reversed())
        .limit(count)
        .toList();
  }

  /** The softmax of a row of logits, in double. */
  static double[] softmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] - max);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
