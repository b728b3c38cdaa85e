package io.github.xclip4j.cli.features;

import io.github.xclip4j.FloatArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What is made of a video's logits: one score for each label. */
public interface LabelScores {
  /** Of the background texts of a label, those nearest to it that are left out: they may mean the same. */
  double NEAREST_LEFT_OUT = 0.1;

  /**
   * Scores of a video.
   *
   * @param logits of the labels, and of the background texts where there are any
   * @return one per label
   */
  double[] of(float[] logits);

  /** How probable each label is if one of them fits: the softmax of the logits. */
  static LabelScores probabilities() {
    return logits -> {
      double max = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElse(0);
      double[] scores = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - max)).toArray();
      double sum = Arrays.stream(scores).sum();
      return Arrays.stream(scores).map(score -> score / sum).toArray();
    };
  }

  /** The logits themselves. */
  static LabelScores logits() {
    return logits -> IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
  }

  /**
   * Cosine similarities, −1 to 1.
   *
   * @param scale {@link io.github.xclip4j.XClip#logitScale()}
   */
  static LabelScores cosines(double scale) {
    return logits -> IntStream.range(0, logits.length).mapToDouble(i -> logits[i] / scale).toArray();
  }

  /**
   * How probable each label is on its own, against texts of the background: the softmax of its logit and theirs. Several
   * labels may fit at once, or none of them. The tenth of the background that is nearest to a label is not held against
   * it, as it may mean the same.
   *
   * @param embeddings [labels + background texts, E], as {@link io.github.xclip4j.Labels#embeddings()} gives them
   * @param labels the first so many of them
   * @throws IllegalArgumentException if there is no background
   */
  static LabelScores againstBackground(FloatArray embeddings, int labels) {
    int background = embeddings.dimension(0) - labels;
    if (labels < 1 || background < 1) {
      throw new IllegalArgumentException(labels + " labels and " + background
          + " background texts: there must be at least one of each");
    }
    int[][] held = heldAgainst(embeddings.normalized(), labels, background);
    return logits -> IntStream.range(0, labels).mapToDouble(label -> {
      double others = 0;
      for (int text : held[label]) {
        others += Math.exp(logits[text] - (double) logits[label]);
      }
      return 1 / (1 + others);
    }).toArray();
  }

  private static int[][] heldAgainst(FloatArray normalized, int labels, int background) {
    int leftOut = (int) (background * NEAREST_LEFT_OUT);
    float[][] texts =
        IntStream.range(0, background).mapToObj(text -> normalized.row(labels + text)).toArray(float[][]::new);
    int[][] held = new int[labels][];
    for (int label = 0; label < labels; label++) {
      float[] own = normalized.row(label);
      double[] similarity = Arrays.stream(texts).mapToDouble(text -> dot(own, text)).toArray();
      held[label] = IntStream.range(0, background).boxed()
          .sorted(Comparator.comparingDouble(text -> similarity[text]))
          .limit(background - leftOut).mapToInt(text -> labels + text).toArray();
    }
    return held;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
