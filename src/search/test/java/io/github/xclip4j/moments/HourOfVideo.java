package io.github.xclip4j.moments;

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
import io.github.xclip4j.video.FrameSource;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.util.stream.IntStream;

/** A program that plays an hour of 320×240 pixels in its own JVM, whose heap is bounded from outside. */
final class HourOfVideo implements FrameSource {
  private static final int FRAMES_PER_SECOND = 10;
  private static final int SECONDS = 3600;

  private HourOfVideo() {}

  @Override
  public String description() {
    return "an hour";
  }

  @Override
  public int frameCount() {
    return FRAMES_PER_SECOND * SECONDS;
  }

  @Override
  public double[] timestamps() {
    return IntStream.range(0, frameCount()).mapToDouble(i -> i / (double) FRAMES_PER_SECOND).toArray();
  }

  @Override
  public void read(int[] indices, Receiver frames) throws IOException {
    byte[] rgb = new byte[320 * 240 * 3];
    for (int index : indices) {
      rgb[index % rgb.length] = (byte) index;
      frames.accept(index, new Frames(1, 240, 320, rgb));
    }
  }

  /** Prints how many windows there were, and the largest heap seen, in MB. */
  public static void main(String[] args) throws IOException {
    Counting counting = new Counting();
    try (ModelFiles demo = new ModelOption().files(); Backend backend = Backends.best();
        XClip model = XClip.load(Checkpoint.open(demo.directory()), backend); Session session = model.session();
        Labels labels = model.labels(MadeVideo.LABELS)) {
      Timeline.play(Video.of(new HourOfVideo()), model, session, labels, TimelineTest::softmax,
          new Timeline.Settings(new WindowPlan(8, 2, 2), 3, new SegmentRule(Choice.BEST_LABEL, 0.5), 4,
              Pace.EVERY_WINDOW),
          counting);
    }
    System.out.println(counting.windows + " windows, heap up to " + (counting.heap >> 20) + " MB of "
        + (Runtime.getRuntime().maxMemory() >> 20));
  }

  private static final class Counting implements Timeline.Listener {
    private int windows;
    private long heap;

    @Override
    public void moment(Moment moment) {
      windows++;
      heap = Math.max(heap, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }

    @Override
    public void segment(Segment segment) {
      // counted by windows
    }
  }
}
