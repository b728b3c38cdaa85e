package io.github.xclip4j.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The videos of results that a reader wants to see.
 *
 * @param mistakes wrong ones the model was surest of, surest first
 * @param failures some of those without scores
 */
record WorstVideos(List<Outcome.Scored> mistakes, List<Outcome.Failed> failures) {
  private static final int MISTAKES = 12;
  private static final int FAILURES = 200;

  static WorstVideos of(Path results) throws IOException {
    Comparator<Outcome.Scored> order = Comparator.comparingDouble(Outcome.Scored::confidence)
        .thenComparing(Outcome.Scored::video, Comparator.reverseOrder());
    PriorityQueue<Outcome.Scored> worst = new PriorityQueue<>(order);
    List<Outcome.Failed> failures = new ArrayList<>();
    ResultsFile.read(results, outcome -> {
      switch (outcome) {
        case Outcome.Failed failed -> {
          if (failures.size() < FAILURES) {
            failures.add(failed);
          }
        }
        case Outcome.Scored scored -> {
          if (scored.label().isPresent() && scored.label().getAsInt() != scored.prediction()) {
            worst.add(scored);
            if (worst.size() > MISTAKES) {
              worst.remove();
            }
          }
        }
      }
    });
    return new WorstVideos(worst.stream().sorted(order.reversed()).toList(), failures);
  }
}
