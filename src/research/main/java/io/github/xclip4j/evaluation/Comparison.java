package io.github.xclip4j.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two evaluations of the same videos: which ones changed, and whether that can be chance.
 *
 * @param both right in both
 * @param onlyFirst videos that only the first gets right
 * @param onlySecond videos that only the second gets right
 * @param neither wrong in both
 * @param elsewhere videos that only one of them has scores and a class for
 */
record Comparison(int both, List<Change> onlyFirst, List<Change> onlySecond, int neither, int elsewhere) {
  /** A video whose best class differs. */
  record Change(String video, int label, int first, int second) {}

  /** What is kept of a video. */
  private record Seen(int label, int prediction) {}

  /**
   * Compares results.
   *
   * @param first folder of an evaluation, or its results.jsonl
   * @throws IOException if one cannot be read, they have no video in common, or they disagree about a class
   */
  static Comparison of(Path first, Path second) throws IOException {
    Map<String, Seen> seen = new HashMap<>();
    int[] counts = new int[3];
    ResultsFile.read(file(first), outcome -> {
      if (outcome instanceof Outcome.Scored scored && scored.label().isPresent()) {
        seen.put(scored.video(), new Seen(scored.label().getAsInt(), scored.prediction()));
      }
    });
    List<Change> onlyFirst = new ArrayList<>();
    List<Change> onlySecond = new ArrayList<>();
    ResultsFile.read(file(second), outcome -> {
      if (!(outcome instanceof Outcome.Scored scored) || scored.label().isEmpty()) {
        return;
      }
      Seen other = seen.remove(scored.video());
      if (other == null) {
        counts[2]++;
        return;
      }
      int label = scored.label().getAsInt();
      if (other.label != label) {
        throw new IOException(
            scored.video() + " is of class " + other.label + " in " + first + " and of " + label + " in "
                + second + ": they were evaluated with other labels and cannot be compared");
      }
      boolean firstRight = other.prediction == label;
      boolean secondRight = scored.prediction() == label;
      Change change = new Change(scored.video(), label, other.prediction, scored.prediction());
      if (firstRight && secondRight) {
        counts[0]++;
      } else if (firstRight) {
        onlyFirst.add(change);
      } else if (secondRight) {
        onlySecond.add(change);
      } else {
        counts[1]++;
      }
    });
    Comparison comparison = new Comparison(counts[0], onlyFirst, onlySecond, counts[1], counts[2] + seen.size());
    if (comparison.common() == 0) {
      throw new IOException(first + " and " + second + " have no video in common; compare evaluations of one list");
    }
    return comparison;
  }

  private static Path file(Path given) throws IOException {
    Path file = Files.isDirectory(given) ? given.resolve(EvaluationRun.RESULTS) : given;
    if (!Files.isRegularFile(file)) {
      throw new IOException(given + ": holds no " + EvaluationRun.RESULTS + "; name the folder of an evaluation");
    }
    return file;
  }

  /** Videos of both. */
  int common() {
    return both + onlyFirst.size() + onlySecond.size() + neither;
  }

  /** Right ones of the first. */
  Proportion first() {
    return new Proportion(both + onlyFirst.size(), common());
  }

  /** Right ones of the second. */
  Proportion second() {
    return new Proportion(both + onlySecond.size(), common());
  }

  /**
   * McNemar's exact test: how probable a difference of this size or more is, if each video that only one gets right is as
   * likely the first's as the second's.
   */
  double mcNemar() {
    return mcNemar(onlyFirst.size(), onlySecond.size());
  }

  /** The two-sided binomial test of a out of a + b at 1/2. */
  static double mcNemar(int a, int b) {
    int n = a + b;
    double logTerm = -n * Math.log(2); // of the binomial coefficient over 0, then 1, …
    double sum = 0;
    for (int i = 0; i <= Math.min(a, b); i++) {
      sum += Math.exp(logTerm);
      logTerm += Math.log((double) (n - i) / (i + 1));
    }
    return Math.min(1, 2 * sum);
  }
}
