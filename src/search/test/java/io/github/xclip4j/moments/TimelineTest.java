package io.github.xclip4j.moments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.options.ModelFiles;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.moments.SegmentRule.Choice;
import io.github.xclip4j.moments.WindowReader.Pace;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Backend backend = Backends.open("scalar");
  private ModelFiles demo;
  private XClip model;

  @BeforeEach
  void load() throws IOException {
    demo = new ModelOption().files();
    model = XClip.load(Checkpoint.open(demo.directory()), backend);
  }

  @AfterEach
  void close() throws IOException {
    model.close();
    backend.close();
    demo.close();
  }

  private static final class Found implements Timeline.Listener {
    private final List<Moment> moments = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();

    @Override
    public void moment(Moment moment) {
      moments.add(moment);
    }

    @Override
    public void segment(Segment segment) {
      segments.add(segment);
    }
  }

  static double[] softmax(float[] logits) {
    double max = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElseThrow();
    double sum = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - max)).sum();
    return IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - max) / sum).toArray();
  }

  private Found play(MadeVideo video, double window, double stride, int smooth) throws IOException {
    Found found = new Found();
    try (Session session = model.session(); Labels labels = model.labels(MadeVideo.LABELS)) {
      Timeline.play(Video.of(video), model, session, labels, TimelineTest::softmax,
          new Timeline.Settings(new WindowPlan(8, window, stride), smooth, new SegmentRule(Choice.BEST_LABEL, 0.3), 4,
              Pace.EVERY_WINDOW),
          found);
    }
    return found;
  }

  private static void assertBordersWithinAStride(List<Segment> segments, double secondsEach, double stride) {
    assertThat(segments).extracting(Segment::label).containsExactly(0, 1, 2, 3);
    for (int i = 0; i < 4; i++) {
      assertThat(segments.get(i).start()).isCloseTo(i * secondsEach, Offset.offset(stride));
      assertThat(segments.get(i).end()).isCloseTo((i + 1) * secondsEach, Offset.offset(stride));
    }
  }

  @Test
  void motionsThatChange_areSegmentsWithinAStride_decodedOnce() throws IOException {
    MadeVideo video = MadeVideo.of(96, 16, 12.5, 4);
    Found found = play(video, 2, 1, 1);
    assertThat(video.passes()).isEqualTo(1);
    assertThat(found.moments).hasSize(15);
    assertBordersWithinAStride(found.segments, 4, 1);
  }

  @Test
  void variableFrameRate_segmentsAreInRealTime() throws IOException {
    // Ten times as many frames in the second half of each second.
    double[] times = IntStream.range(0, 16 * 22)
        .mapToDouble(i -> i / 22 + (i % 22 < 2 ? i % 22 * 0.25 : 0.5 + (i % 22 - 2) * 0.025)).toArray();
    Found found = play(new MadeVideo(96, times, 4), 2, 0.5, 1);
    assertBordersWithinAStride(found.segments, 4, 0.5);
  }

  @Test
  void smoothed_bordersStayWhereTheyAre() throws IOException {
    assertBordersWithinAStride(play(MadeVideo.of(96, 16, 12.5, 4), 2, 0.5, 3).segments, 4, 0.5);
  }
}
