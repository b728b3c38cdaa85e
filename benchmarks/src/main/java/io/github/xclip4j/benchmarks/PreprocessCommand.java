package io.github.xclip4j.benchmarks;

import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.Pixels;
import io.github.xclip4j.video.Video;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Preprocessing of a frame against ffmpeg's decoding of it, both on one thread. */
@Command(name = "preprocess", mixinStandardHelpOptions = true,
    description = "Preprocessing of a frame against ffmpeg's decoding of it, both on one thread.")
final class PreprocessCommand implements Callable<Integer> {
  private static final String SECTION = "preprocess";
  private static final int FRAMES = 8;

  @Mixin
  private MeasurementOptions settings = new MeasurementOptions();

  @Option(names = "--ffmpeg", paramLabel = "FILE", defaultValue = "ffmpeg",
      description = "The ffmpeg command (default: ${DEFAULT-VALUE}).")
  private String ffmpeg = "ffmpeg";

  @Option(names = "--size", paramLabel = "WxH", defaultValue = "1280x720",
      description = "Size of the made clip (default: ${DEFAULT-VALUE}).")
  private String size = "1280x720";

  @Option(names = "--clip-frames", paramLabel = "N", defaultValue = "400",
      description = "Frames of the made clip (default: ${DEFAULT-VALUE}).")
  private int clipFrames;

  @Option(names = "--crop", paramLabel = "PIXELS", defaultValue = "224",
      description = "Side of the result (default: ${DEFAULT-VALUE}).")
  private int crop;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where preprocess.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    int[] sides = sides(size);
    Clip clip = Clip.prepare(ffmpeg, settings.work(), sides[0], sides[1], clipFrames);
    Frames frames = Video.open(clip.file()).sample(FrameSampler.uniform(), FRAMES).frames();
    ImageProcessor processor = ImageProcessor.of(crop, crop);
    Pixels once = processor.process(frames);
    if (!Arrays.equals(once.planar(), processor.process(frames).planar())) {
      throw new IllegalStateException("preprocessing the same frames twice gave two results: its speed says nothing");
    }
    double[][] seconds = settings.rounds().seconds(List.of(
        () -> processor.process(frames),
        () -> clip.decode(clipFrames, 1),
        () -> clip.decode(1, 1),
        () -> Video.open(clip.file()).sample(FrameSampler.uniform(), FRAMES)));
    double[] ours = new double[seconds[0].length];
    double[] decode = new double[ours.length];
    for (int round = 0; round < ours.length; round++) {
      ours[round] = seconds[0][round] / FRAMES;
      decode[round] = (seconds[1][round] - seconds[2][round]) / (clipFrames - 1);
    }
    if (Statistics.median(decode) <= 0) {
      throw new IllegalStateException("decoding " + clipFrames + " frames took no longer than decoding one, so that "
          + "nothing can be said of a frame: give more of them with --clip-frames");
    }
    Result perFrame = Result.ratio(SECTION, size + " frame to " + crop + ": ffmpeg's decode over our preprocessing",
        ours, decode).renamed("ours ms", "preprocess ms").renamed("theirs ms", "decode ms").asking(1);
    Result opening = Result.of(SECTION, size + ", " + clipFrames + " frames: open, count and decode " + FRAMES
        + " of them through a process", 1e3 * Statistics.median(seconds[3]), "ms");
    List<Result> results = List.of(perFrame, opening);
    results.forEach(result -> spec.commandLine().getOut().println(Report.line(result)));
    new Report(Machine.description(), results).write(out, "preprocess");
    spec.commandLine().getOut().println(Report.wrote(out, "preprocess"));
    return 0;
  }

  /** Reads {@code "WxH"}. */
  static int[] sides(String size) {
    if (!size.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
      throw new IllegalArgumentException("\"" + size + "\" is no size: write width and height as 1280x720");
    }
    return Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
  }
}
