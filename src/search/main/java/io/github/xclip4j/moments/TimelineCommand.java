package io.github.xclip4j.moments;

import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.LabelOptions;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.ScoreOptions;
import io.github.xclip4j.cli.options.TruncateOption;
import io.github.xclip4j.moments.WindowReader.Pace;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "timeline",
    mixinStandardHelpOptions = true,
    header = "Says what happens when in a video of any length.",
    description = {
        "The video is decoded once and looked at in windows that overlap; where one label fits for a while, that is a "
            + "segment with a start and an end.",
        "Times are the video's own, at a variable frame rate, too. A border between two segments is as exact as the "
            + "stride."
    })
final class TimelineCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "VIDEO", description = "A video file or an animated GIF; - for standard input.")
  private Path video;

  @Mixin
  private ModelOption model;

  @Mixin
  private LabelOptions labels;

  @Mixin
  private ScoreOptions scores;

  @Mixin
  private WindowOptions windows;

  @Option(names = "--rows", paramLabel = "KIND", defaultValue = "segments",
      description = "What text and CSV list: segments or windows (default: segments). JSON holds both.")
  private Report.Rows rows = Report.Rows.SEGMENTS;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
      description = "text, json, jsonl, csv, vtt or html (default: text).")
  private MomentFormat format = MomentFormat.TEXT;

  @Option(names = "--output", paramLabel = "FILE",
      description = "A file to write, too, whose name says the format: .txt, .json, .jsonl, .csv, .vtt or .html. Several "
          + "may be given.")
  private List<Path> outputs = List.of();

  @Option(names = "--batch", paramLabel = "N", defaultValue = "4",
      description = "How many windows to compute together (default: 4).")
  private int batch;

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
    if (batch < 1) {
      throw new ParameterException(spec.commandLine(), "--batch is " + batch + ": it must be at least 1");
    }
    List<MomentFormat> formats = formats();
    List<String> names = labels.names(model);
    List<Path> inputs = new ArrayList<>(model.inputs());
    inputs.add(video);
    for (Path output : outputs) {
      Outputs.check(output, inputs);
    }
    Video opened = open();
    try (OpenModel open = OpenModel.open(model, heads, backends)) {
      new Playback(spec, windows, scores, labels, truncate, Pace.EVERY_WINDOW, batch).play(open, opened, names, rows,
          report -> {
            MomentOutputs writers = new MomentOutputs();
            writers.add(format, report, spec.commandLine().getOut());
            for (int i = 0; i < outputs.size(); i++) {
              writers.add(outputs.get(i), formats.get(i), report);
            }
            return writers;
          });
    }
    return 0;
  }

  private List<MomentFormat> formats() {
    return outputs.stream().map(output -> MomentFormat.of(output).orElseThrow(() -> new ParameterException(
        spec.commandLine(), "--output " + output
            + ": the name must end in .txt, .json, .jsonl, .csv, .vtt or .html, which says what to write")))
        .toList();
  }

  private Video open() throws IOException {
    if (video.toString().equals("-")) {
      return Video.live(System.in, windows.ffmpeg());
    }
    return windows.namesFfmpeg() ? Video.open(video, windows.ffmpeg()) : Video.open(video);
  }
}
