package io.github.xclip4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What an evaluation comes to.
 *
 * @param videos of the list, with those that failed
 * @param failed videos without scores
 * @param unlabelled videos with scores whose class the list does not say
 * @param topCount k of {@code topK}: 5, or the number of classes if that is smaller
 * @param classes one of each class, in their order
 * @param confusion true class to predicted class to videos, without empty ones
 * @param calibration the bins of confidence, lowest first
 */
public record Metrics(int videos, int failed, int unlabelled, Proportion top1, Proportion topK, int topCount,
    List<ClassMetrics> classes, Map<Integer, Map<Integer, Integer>> confusion, List<Bin> calibration) {
  /** Bins of confidence between 0 and 1. */
  static final int BINS = 15;

  /**
   * A class.
   *
   * @param recall of its videos, those found
   * @param predicted how many videos were taken for it
   */
  public record ClassMetrics(int number, String name, Proportion recall, int predicted) {}

  /**
   * Videos whose confidence lies in (low, high].
   *
   * @param confidence mean of theirs; 0 if there are none
   */
  public record Bin(double low, double high, Proportion right, double confidence) {}

  /** The mean of the recalls of the classes that occur, in percent; empty if none does. */
  public OptionalDouble meanClassAccuracy() {
    OptionalDouble mean = classes.stream()
        .map(ClassMetrics::recall)
        .filter(recall -> recall.count() > 0)
        .mapToDouble(recall -> (double) recall.correct() / recall.count())
        .average();
    return mean.isEmpty() ? mean : OptionalDouble.of(100 * mean.getAsDouble());
  }

  /** How far confidence and accuracy are apart on average (ECE), in percent; empty of no video. */
  public OptionalDouble calibrationError() {
    int count = calibration.stream().mapToInt(bin -> bin.right.count()).sum();
    if (count == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (Bin bin : calibration) {
      if (bin.right.count() > 0) {
        sum += Math.abs(bin.right.percent() / 100 - bin.confidence) * bin.right.count();
      }
    }
    return OptionalDouble.of(100 * sum / count);
  }

  /** How many videos of a class were taken for another or the same one. */
  public int confused(int label, int predicted) {
    return confusion.getOrDefault(label, Map.of()).getOrDefault(predicted, 0);
  }

  /** Collects outcomes. For one thread at a time. */
  public static final class Builder {
    private final List<String> names;
    private final OnError onError;
    private final int topCount;
    private final int[] correct;
    private final int[] counts;
    private final int[] predicted;
    private final int[] binRight = new int[BINS];
    private final int[] binCounts = new int[BINS];
    private final double[] binConfidence = new double[BINS];
    private final Map<Integer, Map<Integer, Integer>> confusion = new TreeMap<>();
    private int videos;
    private int failed;
    private int unlabelled;
    private int top1;
    private int topK;
    private int counted;

    /** @param names of the classes */
    public Builder(List<String> names, OnError onError) {
      this.names = names;
      this.onError = onError;
      topCount = Math.min(5, names.size());
      correct = new int[names.size()];
      counts = new int[names.size()];
      predicted = new int[names.size()];
    }

    public void add(Outcome outcome) {
      videos++;
      switch (outcome) {
        case Outcome.Failed(String _, var label, String _) -> {
          failed++;
          if (onError == OnError.WRONG && label.isPresent()) {
            counted++;
            counts[label.getAsInt()]++;
          }
        }
        case Outcome.Scored scored -> {
          predicted[scored.prediction()]++;
          if (scored.label().isPresent()) {
            add(scored, scored.label().getAsInt());
          } else {
            unlabelled++;
          }
        }
      }
    }

    private void add(Outcome.Scored scored, int label) {
      counted++;
      counts[label]++;
      boolean right = scored.prediction() == label;
      top1 += right ? 1 : 0;
      correct[label] += right ? 1 : 0;
      for (int i = 0; i < topCount; i++) {
        topK += scored.best()[i] == label ? 1 : 0;
      }
      confusion.computeIfAbsent(label, _ -> new TreeMap<>()).merge(scored.prediction(), 1, Integer::sum);
      int bin = Math.clamp((int) Math.ceil(scored.confidence() * BINS) - 1, 0, BINS - 1);
      binCounts[bin]++;
      binRight[bin] += right ? 1 : 0;
      binConfidence[bin] += scored.confidence();
    }

    public Metrics build() {
      List<ClassMetrics> classes = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        classes.add(new ClassMetrics(i, names.get(i), new Proportion(correct[i], counts[i]), predicted[i]));
      }
      List<Bin> bins = new ArrayList<>();
      for (int i = 0; i < BINS; i++) {
        bins.add(new Bin((double) i / BINS, (i + 1.0) / BINS, new Proportion(binRight[i], binCounts[i]),
            binCounts[i] == 0 ? 0 : binConfidence[i] / binCounts[i]));
      }
      return new Metrics(videos, failed, unlabelled, new Proportion(top1, counted), new Proportion(topK, counted),
          topCount, classes, confusion, bins);
    }
  }
}
