package io.github.xclip4j.cli.options;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Processor;
import io.github.xclip4j.XClip;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.video.Ffmpeg;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which frames of a video are looked at, and what decodes it. */
public final class SamplingOptions {
  /** Kinds of sampling by their names on the command line. */
  enum Sampling { UNIFORM, WINDOW, ALL }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--sampling", paramLabel = "KIND", defaultValue = "uniform",
      description = "uniform: the middle frame of equal parts of the video, as the published models were tested "
          + "(default); window: consecutive frames, see --stride, --start, --seed; all: every frame.")
  private Sampling sampling = Sampling.UNIFORM;

  @Option(names = "--stride", paramLabel = "N",
      description = "With --sampling window: every Nth frame (default 1).")
  private @Nullable Integer stride;

  @Option(names = "--start", paramLabel = "FRAME",
      description = "With --sampling window: the first frame, counted from 0 (default 0).")
  private @Nullable Integer start;

  @Option(names = "--seed", paramLabel = "N",
      description = "With --sampling window: a random start; the same seed gives the same frames.")
  private @Nullable Long seed;

  @Option(names = "--ffmpeg", paramLabel = "FILE",
      description = "The ffmpeg to decode with (default: the one on the search path, else the one that comes along).")
  private @Nullable Path ffmpeg;

  /**
   * Which frames are looked at.
   *
   * @throws ParameterException if the options contradict each other
   */
  public FrameSampler sampler() {
    if (sampling != Sampling.WINDOW && (stride != null || start != null || seed != null)) {
      throw new ParameterException(spec.commandLine(), "--stride, --start and --seed go with --sampling window only");
    }
    if (start != null && seed != null) {
      throw new ParameterException(spec.commandLine(), "--start " + start + " and --seed " + seed
          + " contradict each other: give one of them");
    }
    int step = stride == null ? 1 : stride;
    try {
      return switch (sampling) {
        case UNIFORM -> FrameSampler.uniform();
        case ALL -> FrameSampler.all();
        case WINDOW -> seed != null
            ? FrameSampler.seededWindow(step, seed)
            : FrameSampler.window(step, start == null ? 0 : start);
      };
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * Opens a video; of a file it is not found out yet whether it can be decoded.
   *
   * @throws IOException if it is not there, empty, or needs an ffmpeg that is not there
   */
  public Video open(Path video) throws IOException {
    return ffmpeg == null ? Video.open(video) : Video.open(video, Ffmpeg.at(ffmpeg));
  }

  /** Those of several videos that are there; the others are reported, before anything else is done. */
  public List<Path> found(List<Path> videos, Failures failures) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path video : videos) {
      try {
        if (!Files.exists(video)) {
          open(video); // says what is wrong
        }
        found.add(video);
      } catch (IOException e) {
        failures.add(video, e);
      }
    }
    return found;
  }

  /** Whether every frame is asked for, whatever number a model or a user wants. */
  public boolean takesEveryFrame() {
    return sampling == Sampling.ALL;
  }

  /**
   * The frames of a video that the options name, ready for the model.
   *
   * @throws IOException if the video cannot be decoded, or has not as many frames as the model takes
   */
  public PreparedVideo prepare(Path video, XClip model) throws IOException {
    return prepare(video, model.processor(), model.config().vision());
  }

  /** As {@link #prepare(Path, XClip)}, for a model that is not loaded. */
  public PreparedVideo prepare(Path video, Checkpoint checkpoint) throws IOException {
    return prepare(video, checkpoint.processor(), checkpoint.config().vision());
  }

  private PreparedVideo prepare(Path video, Processor processor, VisionConfig model) throws IOException {
    Video opened = open(video);
    int wanted = model.numFrames();
    if (takesEveryFrame() && opened.frameCount() != wanted) {
      int available = opened.frameCount();
      throw new IOException(
          video + ": has " + Count.of(available, "frame") + ", the model takes "
              + wanted + ": leave --sampling all out");
    }
    return processor.prepare(opened, sampler());
  }

  /**
   * Finds out before the work what is wrong with the options.
   *
   * @throws ParameterException if they contradict each other
   * @throws IOException if the ffmpeg that is named does not run
   */
  public void check() throws IOException {
    sampler();
    if (ffmpeg != null) {
      Ffmpeg.at(ffmpeg);
    }
  }

  /** @throws ParameterException if an option is given, as nothing would heed it */
  public void refuse(String reason) {
    for (String option : List.of("--sampling", "--stride", "--start", "--seed", "--ffmpeg")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(spec.commandLine(), option + " is for videos only: " + reason);
      }
    }
  }
}
