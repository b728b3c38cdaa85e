package io.github.xclip4j.moments;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.util.List;

/** Scores the windows of a video with labels, one after the other, and finds the segments that labels fit. */
/*
 * Decoding and preprocessing go on while the model computes. Windows are computed in batches of a fixed size, so that
 * results do not depend on which of the two is faster.
 */
public final class Timeline {
  private final Settings settings;
  private final Scoring scoring;
  private final Listener listener;
  private final Smoother smoother;
  private final SegmentFinder finder;
  private double lastStart = Double.NEGATIVE_INFINITY;

  /** What becomes of a window's logits. */
  @FunctionalInterface
  public interface Scoring {
    /**
     * Scores of a window.
     *
     * @param logits one per label that was encoded
     * @return one per label that is shown
     */
    double[] scores(float[] logits);
  }

  /** Takes in what is found, in the order of time. */
  public interface Listener {
    /** Takes a window's scores, smoothed. */
    void moment(Moment moment) throws IOException;

    /** Takes a segment, as soon as its end is known. */
    void segment(Segment segment) throws IOException;

    /** Takes word of windows that were passed over because the model is slower than the video. */
    default void skipped(WindowReader.Skipped windows) throws IOException {}
  }

  /**
   * How a video is looked at.
   *
   * @param plan of the model's number of frames
   * @param smooth windows over which scores are averaged; odd; 1 for none
   * @param rule which labels fit a window
   * @param batch windows that the model computes together
   * @param pace what happens where the model is slower than the video
   */
  public record Settings(WindowPlan plan, int smooth, SegmentRule rule, int batch, WindowReader.Pace pace) {
    /** @throws IllegalArgumentException if {@code smooth} is not odd, or there is no batch */
    public Settings {
      if (smooth < 1 || smooth % 2 == 0 || batch < 1) {
        throw new IllegalArgumentException("smoothing over " + smooth + " windows in batches of " + batch
            + ": the first must be an odd number, so that a window is in the middle, and the second at least 1");
      }
    }
  }

  private Timeline(Settings settings, Scoring scoring, Listener listener) {
    this.settings = settings;
    this.scoring = scoring;
    this.listener = listener;
    smoother = new Smoother(settings.smooth);
    finder = new SegmentFinder(settings.rule, settings.plan.stride());
  }

  /**
   * Plays a video to its end.
   *
   * @param session of the model that the labels are of
   * @param listener called in this thread; if it throws, decoding ends
   * @throws IOException if the video cannot be decoded to its end; what was found before has been handed over
   * @throws IllegalArgumentException if the plan's number of frames is not the model's
   */
  public static void play(Video video, XClip model, Session session, Labels labels, Scoring scoring, Settings settings,
      Listener listener) throws IOException {
    int frames = model.config().vision().numFrames();
    if (settings.plan.frames() != frames) {
      throw new IllegalArgumentException("windows of " + settings.plan.frames() + " frames, but the model looks at "
          + frames + ": plan windows for this model");
    }
    Timeline timeline = new Timeline(settings, scoring, listener);
    try (WindowReader reader = WindowReader.start(video, settings.plan, model.processor().images(), settings.pace,
        2 * settings.batch)) {
      while (true) {
        WindowReader.Batch batch = next(reader, timeline);
        if (batch.windows().isEmpty()) {
          break;
        }
        timeline.add(batch, session, labels);
      }
    }
    timeline.finish();
  }

  private static WindowReader.Batch next(WindowReader reader, Timeline timeline) throws IOException {
    try {
      return reader.next(timeline.settings.batch);
    } catch (IOException e) {
      timeline.finish();
      throw e;
    }
  }

  private void add(WindowReader.Batch batch, Session session, Labels labels) throws IOException {
    if (batch.skipped().windows() > 0) {
      listener.skipped(batch.skipped());
    }
    FloatArray logits = session.logits(VideoBatch.of(batch.windows().stream().map(Window::pixels).toList()), labels);
    for (int i = 0; i < batch.windows().size(); i++) {
      Window window = batch.windows().get(i);
      add(new Moment(window.start(), window.end(), scoring.scores(logits.row(i))));
    }
  }

  private void add(Moment moment) throws IOException {
    if (moment.start() - lastStart > 1.5 * settings.plan.stride()) {
      pass(smoother.finish());
    }
    lastStart = moment.start();
    pass(smoother.add(moment));
  }

  private void pass(List<Moment> moments) throws IOException {
    for (Moment moment : moments) {
      listener.moment(moment);
      for (Segment segment : finder.add(moment)) {
        listener.segment(segment);
      }
    }
  }

  private void finish() throws IOException {
    pass(smoother.finish());
    for (Segment segment : finder.finish()) {
      listener.segment(segment);
    }
  }
}
