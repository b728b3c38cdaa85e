package io.github.xclip4j.moments;

import java.util.ArrayList;
import java.util.List;

/** The mean of each label's scores over neighbouring windows; at the ends of a video, over those that there are. */
final class Smoother {
  private final int reach;
  private final List<Moment> around = new ArrayList<>();
  private int due;

  /** @param windows over which the mean is taken, an odd number */
  Smoother(int windows) {
    this.reach = windows / 2;
  }

  /** Takes the next window; what is known now: nothing, or one window. */
  List<Moment> add(Moment moment) {
    around.add(moment);
    if (around.size() <= due + reach) {
      return List.of();
    }
    Moment smooth = mean(due);
    advance();
    return List.of(smooth);
  }

  /** There are no more windows: the last ones. */
  List<Moment> finish() {
    List<Moment> rest = new ArrayList<>();
    for (; due < around.size(); due++) {
      rest.add(mean(due));
    }
    around.clear();
    due = 0;
    return rest;
  }

  private void advance() {
    due++;
    if (due > reach) {
      around.removeFirst();
      due--;
    }
  }

  private Moment mean(int index) {
    List<Moment> those = around.subList(Math.max(0, index - reach), Math.min(around.size(), index + reach + 1));
    Moment centre = around.get(index);
    double[] scores = new double[centre.scores().length];
    for (Moment each : those) {
      for (int label = 0; label < scores.length; label++) {
        scores[label] += each.scores()[label] / those.size();
      }
    }
    return new Moment(centre.start(), centre.end(), scores);
  }
}
