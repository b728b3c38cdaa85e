package io.github.xclip4j.moments;

import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.LabelOptions;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.ScoreOptions;
import io.github.xclip4j.cli.options.TruncateOption;
import io.github.xclip4j.moments.WindowReader.Pace;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    header = "Says what a camera or a stream shows while it goes on.",
    description = {
        "Anything that ffmpeg opens is looked at in windows as it comes, until it ends or the command is interrupted.",
        "Where the model is slower than the stream, windows are skipped, and a note says which: results are never late "
            + "by more than a few windows."
    })
final class WatchCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "SOURCE",
      description = "rtsp://camera/stream, /dev/video0, a file, which is then played at its own pace, or - for standard "
          + "input.")
  private String source;

  @Mixin
  private ModelOption model;

  @Mixin
  private LabelOptions labels;

  @Mixin
  private ScoreOptions scores;

  @Mixin
  private WindowOptions windows;

  @Option(names = "--rows", paramLabel = "KIND", defaultValue = "windows",
      description = "What text and CSV list: windows or segments (default: windows).")
  private Report.Rows rows = Report.Rows.WINDOWS;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
      description = "text, jsonl (an object on a line for each window and segment) or csv (default: text).")
  private MomentFormat format = MomentFormat.TEXT;

  @Mixin
  private TruncateOption truncate;

  @Mixin
  private HeadsOption heads;

  @Mixin
  private BackendChoice backends;

  @Override
  public Integer call() throws IOException {
    windows.check();
    scores.check();
    if (!List.of(MomentFormat.TEXT, MomentFormat.JSONL, MomentFormat.CSV).contains(format)) {
      throw new ParameterException(spec.commandLine(),
          "--format " + format.name().toLowerCase(Locale.ROOT)
              + " needs the end of a video, which a stream may not have: take text, jsonl or csv");
    }
    List<String> names = labels.names(model);
    Video video =
        source.equals("-") ? Video.live(System.in, windows.ffmpeg()) : Video.live(source, windows.ffmpeg());
    try (OpenModel open = OpenModel.open(model, heads, backends)) {
      new Playback(spec, windows, scores, labels, truncate, Pace.LATEST, 1).play(open, video, names, rows, report -> {
        MomentOutputs writers = new MomentOutputs();
        writers.add(format, report, spec.commandLine().getOut());
        return writers;
      });
    }
    return 0;
  }
}
