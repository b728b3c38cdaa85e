package io.github.xclip4j.moments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.moments.SegmentRule.Choice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentFinderTest {
  private static final SegmentRule BEST = new SegmentRule(Choice.BEST_LABEL, 0.5);

  /** Windows of 2 s every second. */
  private static List<Segment> find(SegmentRule rule, double[]... scores) {
    SegmentFinder finder = new SegmentFinder(rule, 1);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      segments.addAll(finder.add(new Moment(i, i + 2, scores[i])));
    }
    segments.addAll(finder.finish());
    return segments;
  }

  @Test
  void changeOfLabel_isHalfwayBetweenTheWindowsMiddles() {
    assertThat(find(BEST, new double[] {0.9, 0.1}, new double[] {0.7, 0.3}, new double[] {0.2, 0.8}))
        .containsExactly(new Segment(0, 0, 2.5, 0.8, 0.9), new Segment(1, 2.5, 4, 0.8, 0.8));
  }

  @Test
  void nothingThatFits_isNoSegment() {
    assertThat(find(BEST, new double[] {0.9, 0.1}, new double[] {0.4, 0.4}, new double[] {0.9, 0}))
        .containsExactly(new Segment(0, 0, 1.5, 0.9, 0.9), new Segment(0, 2.5, 4, 0.9, 0.9));
  }

  @Test
  void everyLabel_segmentsMayOverlap() {
    assertThat(find(new SegmentRule(Choice.EVERY_LABEL, 0.5), new double[] {0.9, 0.1}, new double[] {0.9, 0.9},
        new double[] {0.1, 0.9}))
        .containsExactly(new Segment(0, 0, 2.5, 0.9, 0.9), new Segment(1, 1.5, 4, 0.9, 0.9));
  }

  @Test
  void missingWindows_endASegment() {
    SegmentFinder finder = new SegmentFinder(BEST, 1);
    assertThat(finder.add(new Moment(0, 2, new double[] {1}))).isEmpty();
    assertThat(finder.add(new Moment(5, 7, new double[] {1}))).containsExactly(new Segment(0, 0, 2, 1, 1));
    assertThat(finder.finish()).containsExactly(new Segment(0, 5, 7, 1, 1));
  }

  @Test
  void smoothing_isTheMeanOfNeighbours() {
    Smoother smoother = new Smoother(3);
    List<Moment> smooth = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      smooth.addAll(smoother.add(new Moment(i, i + 1, new double[] {i == 2 ? 0 : 6})));
    }
    smooth.addAll(smoother.finish());
    assertThat(smooth).extracting(moment -> moment.scores()[0]).containsExactly(6.0, 4.0, 4.0, 4.0, 6.0);
    assertThat(smooth).extracting(Moment::start).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
  }
}
