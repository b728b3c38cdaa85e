package io.github.xclip4j.evaluation;

import io.github.xclip4j.FloatArray;
import java.util.Arrays;

/** How the views of a video are made one score a class. */
public enum ScoreKind {
  /** The sum over the views of the softmax over classes, as the authors have it. */
  SOFTMAX_SUM("softmax-sum") {
    @Override
    double[] combine(double[][] logits) {
      double[] scores = new double[logits[0].length];
      for (double[] view : logits) {
        double[] probabilities = softmax(view);
        for (int i = 0; i < scores.length; i++) {
          scores[i] += probabilities[i];
        }
      }
      return scores;
    }

    @Override
    double confidence(double[] scores, int best, int views) {
      return scores[best] / views;
    }
  },
  /** The mean over the views of the logits. */
  MEAN_LOGITS("mean-logits") {
    @Override
    double[] combine(double[][] logits) {
      double[] scores = new double[logits[0].length];
      for (double[] view : logits) {
        for (int i = 0; i < scores.length; i++) {
          scores[i] += view[i] / logits.length;
        }
      }
      return scores;
    }

    @Override
    double confidence(double[] scores, int best, int views) {
      return softmax(scores)[best];
    }
  };

  private final String option;

  ScoreKind(String option) {
    this.option = option;
  }

  /** A score for each class. */
  abstract double[] combine(double[][] logits);

  /** The probability of a class. */
  abstract double confidence(double[] scores, int best, int views);

  /** What it is called on a command line. */
  @Override
  public String toString() {
    return option;
  }

  /**
   * A logit for each class; of classes with several texts the mean over the texts.
   *
   * @param logits [views, texts·classes], text by text
   */
  static double[][] byClass(FloatArray logits, int views, int classes) {
    int texts = logits.dimension(1) / classes;
    float[] values = logits.values();
    double[][] byClass = new double[views][classes];
    for (int view = 0; view < views; view++) {
      for (int text = 0; text < texts; text++) {
        int row = view * logits.dimension(1) + text * classes;
        for (int i = 0; i < classes; i++) {
          byClass[view][i] += values[row + i] / (double) texts;
        }
      }
    }
    return byClass;
  }

  /** The numbers of the largest values, the largest first; of equal ones the smaller number first. */
  static int[] best(double[] scores, int count) {
    int[] best = new int[count];
    for (int place = 0; place < count; place++) {
      int largest = -1;
      for (int i = 0; i < scores.length; i++) {
        boolean taken = false;
        for (int earlier = 0; earlier < place; earlier++) {
          taken |= best[earlier] == i;
        }
        if (!taken && (largest < 0 || scores[i] > scores[largest])) {
          largest = i;
        }
      }
      best[place] = largest;
    }
    return best;
  }

  private static double[] softmax(double[] logits) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double[] exponentials = Arrays.stream(logits).map(logit -> Math.exp(logit - max)).toArray();
    double sum = Arrays.stream(exponentials).sum();
    return Arrays.stream(exponentials).map(each -> each / sum).toArray();
  }
}
