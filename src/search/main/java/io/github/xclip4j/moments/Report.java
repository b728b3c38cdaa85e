package io.github.xclip4j.moments;

import io.github.xclip4j.cli.options.ScoreOptions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is reported of a video, whatever the format.
 *
 * @param video what it is called
 * @param model what the model is called
 * @param top labels that are shown of a window
 * @param rows what lists are made of
 */
record Report(String video, String model, List<String> labels, WindowPlan plan, ScoreOptions scores, int top,
    Rows rows) {
  /** What lists are made of. */
  enum Rows { SEGMENTS, WINDOWS }

  String label(Segment segment) {
    return labels.get(segment.label());
  }

  /** The labels of a window that are shown, best first. */
  int[] best(Moment moment) {
    return IntStream.range(0, moment.scores().length).boxed()
        .sorted(Comparator.comparingDouble((Integer label) -> moment.scores()[label]).reversed())
        .limit(top).mapToInt(label -> label).toArray();
  }
}
