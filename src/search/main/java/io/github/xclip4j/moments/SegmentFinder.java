package io.github.xclip4j.moments;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Joins windows that a label fits to segments, while they come in. */
/*
 * Windows overlap, so each speaks for the time nearer to its middle than to that of any other: where the label changes
 * from a window to the next, the border is halfway between their middles. At a stride S that is within S/2 of the point at
 * which one label begins to fill more of a window than the other.
 */
final class SegmentFinder {
  private final SegmentRule rule;
  private final double longestStep;
  private final Map<Integer, Open> open = new TreeMap<>();
  private @Nullable Moment last;

  /** A segment that is not over yet. */
  private static final class Open {
    private final double start;
    private double sum;
    private double peak = Double.NEGATIVE_INFINITY;
    private int windows;

    Open(double start) {
      this.start = start;
    }

    void add(double score) {
      sum += score;
      peak = Math.max(peak, score);
      windows++;
    }

    Segment closed(int label, double end) {
      return new Segment(label, start, end, sum / windows, peak);
    }
  }

  /** @param stride seconds from a window to the next; where more than that is missing, all segments end */
  SegmentFinder(SegmentRule rule, double stride) {
    this.rule = rule;
    this.longestStep = 1.5 * stride;
  }

  /** Takes the next window; the segments that it ends. */
  List<Segment> add(Moment moment) {
    Moment before = last;
    List<Segment> closed = new ArrayList<>();
    double border = moment.start();
    if (before != null && moment.start() - before.start() > longestStep) {
      closed.addAll(finish());
    } else if (before != null) {
      border = (before.middle() + moment.middle()) / 2;
    }
    int[] fitting = rule.fitting(moment);
    Iterator<Map.Entry<Integer, Open>> each = open.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Integer, Open> segment = each.next();
      if (!contains(fitting, segment.getKey())) {
        closed.add(segment.getValue().closed(segment.getKey(), border));
        each.remove();
      }
    }
    for (int label : fitting) {
      double start = border;
      open.computeIfAbsent(label, _ -> new Open(start)).add(moment.scores()[label]);
    }
    last = moment;
    return closed;
  }

  private static boolean contains(int[] labels, int label) {
    for (int each : labels) {
      if (each == label) {
        return true;
      }
    }
    return false;
  }

  /** There are no more windows: the segments that last until now. */
  List<Segment> finish() {
    double end = Optional.ofNullable(last).map(Moment::end).orElse(0.0);
    List<Segment> closed =
        open.entrySet().stream().map(each -> each.getValue().closed(each.getKey(), end)).toList();
    open.clear();
    last = null;
    return closed;
  }
}
