package io.github.xclip4j.moments;

import io.github.xclip4j.cli.options.ScoreOptions;
import io.github.xclip4j.cli.options.Seconds;
import io.github.xclip4j.moments.SegmentRule.Choice;
import io.github.xclip4j.video.Ffmpeg;
import io.github.xclip4j.video.VideoException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The windows that a video is cut into, and which labels fit one. */
final class WindowOptions {
  private static final double PROBABLE = 0.5;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--window", paramLabel = "TIME", defaultValue = "2s", converter = Seconds.class,
      description = "How much of the video the model looks at at a time: 2s, 500ms, 1m30s (default: 2s). Its frames are "
          + "spread over the window.")
  private double window;

  @Option(names = "--stride", paramLabel = "TIME", defaultValue = "1s", converter = Seconds.class,
      description = "From the start of a window to that of the next (default: 1s).")
  private double stride;

  @Option(names = "--smooth", paramLabel = "N", defaultValue = "1",
      description = "Average scores over N neighbouring windows; an odd number (default: 1, no averaging).")
  private int smooth;

  @Option(names = "--threshold", paramLabel = "SCORE",
      description = "The least score of a label in a segment (default: 0.5 of probabilities, none of others).")
  private @Nullable Double threshold;

  @Option(names = "--top", paramLabel = "N", defaultValue = "5",
      description = "How many labels to show of a window (default: 5).")
  private int top;

  @Option(names = "--ffmpeg", paramLabel = "FILE",
      description = "The ffmpeg to decode with (default: the one on the search path, else the one that comes along).")
  private @Nullable Path ffmpeg;

  /** @throws ParameterException if a value makes no sense */
  void check() {
    if (top < 1) {
      throw new ParameterException(spec.commandLine(), "--top is " + top + ": it must be at least 1");
    }
    if (smooth < 1 || smooth % 2 == 0) {
      throw new ParameterException(spec.commandLine(), "--smooth is " + smooth
          + ": it must be an odd number, so that a window is in the middle of those that are averaged");
    }
    try {
      plan(1);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--window " + window + "s --stride " + stride
          + "s: both must be positive, and the stride no longer than the window, or what lies between is not seen", e);
    }
  }

  /** @param frames the model looks at */
  WindowPlan plan(int frames) {
    return new WindowPlan(frames, window, stride);
  }

  int smooth() {
    return smooth;
  }

  int top() {
    return top;
  }

  SegmentRule rule(ScoreOptions scores) {
    Double given = threshold;
    boolean probability = scores.kind() == ScoreOptions.Kind.PROBABILITY;
    double least = given != null ? given : probability ? PROBABLE : Double.NEGATIVE_INFINITY;
    return new SegmentRule(scores.isMultiLabel() ? Choice.EVERY_LABEL : Choice.BEST_LABEL, least);
  }

  /** @throws VideoException if there is none, or the named one does not run */
  Ffmpeg ffmpeg() throws VideoException {
    return ffmpeg == null ? Ffmpeg.find() : Ffmpeg.at(ffmpeg);
  }

  /** Whether one was named. */
  boolean namesFfmpeg() {
    return ffmpeg != null;
  }
}
