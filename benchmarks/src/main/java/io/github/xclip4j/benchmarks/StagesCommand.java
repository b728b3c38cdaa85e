package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Session;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.benchmarks.Pipeline.Source;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.video.Ffmpeg;
import io.github.xclip4j.video.VideoException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the time of whole models goes, and how long a caller waits. */
@Command(name = "stages", mixinStandardHelpOptions = true,
    description = "From video files to scores, split by stage: decode, preprocess, text, frame tower, MIT, prompt "
        + "generator; latency percentiles and videos per second, label bank cold and warm.")
final class StagesCommand implements Callable<Integer> {
  /** Its results are files {@code stages-MODEL}. */
  static final String FILES = "stages-";

  private static final Duration WARM_UP = Duration.ofSeconds(5);

  @Mixin
  private MeasurementOptions settings = new MeasurementOptions();

  @Option(names = "--model", paramLabel = "NAME", split = ",", defaultValue = "base-patch32,base-patch16,large-patch14",
      description = "base-patch32, base-patch16, large-patch14 or tiny (default: ${DEFAULT-VALUE}).")
  private List<String> models = List.of();

  @Option(names = "--batch", paramLabel = "N", split = ",", defaultValue = "1,8",
      description = "Videos per call (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches = List.of();

  @Option(names = "--labels", paramLabel = "N", split = ",", defaultValue = "5,400",
      description = "Labels (default: ${DEFAULT-VALUE}).")
  private List<Integer> labels = List.of();

  @Option(names = "--calls", paramLabel = "N", defaultValue = "30",
      description = "Calls that the latency percentiles are of, at most (default: ${DEFAULT-VALUE}).")
  private int calls;

  @Option(names = "--budget", paramLabel = "SECONDS", defaultValue = "20",
      description = "No row starts another call after this time (default: ${DEFAULT-VALUE}).")
  private int budgetSeconds;

  @Option(names = "--ffmpeg", paramLabel = "FILE",
      description = "The ffmpeg command (default: the one on the PATH, or that of the org.bytedeco:ffmpeg jar).")
  private @Nullable Path ffmpeg;

  @Option(names = "--size", paramLabel = "WxH", defaultValue = "340x256",
      description = "Size of the made clip (default: ${DEFAULT-VALUE}, as Kinetics is passed round).")
  private String size = "340x256";

  @Option(names = "--clip-frames", paramLabel = "N", defaultValue = "250",
      description = "Frames of the made clip, 25 a second (default: ${DEFAULT-VALUE}).")
  private int clipFrames;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where stages-MODEL.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  private Optional<Source> source = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Duration budget = Duration.ofSeconds(budgetSeconds);
    source = source();
    for (String model : models) {
      XClipConfig config = Models.named(model);
      StageTable table = new StageTable();
      List<Result> latencies = new ArrayList<>();
      try (Backend backend = Engines.open(settings.backend(), settings.threads())) {
        latencies.addAll(whole(backend, config, model, budget, table));
        parts(backend, config, budget, table);
      }
      List<Result> results = table.results("stages, " + model);
      results.forEach(this::show);
      results.addAll(latencies);
      new Report(Machine.description(), results).write(out, FILES + model);
      spec.commandLine().getOut().println(Report.wrote(out, FILES + model));
    }
    return 0;
  }

  // A method for each load: what a running method's variables still hold, the collector keeps, and two would not fit.

  private List<Result> whole(Backend backend, XClipConfig config, String model, Duration budget, StageTable table)
      throws Exception {
    try (XClip xclip = XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), backend);
        Session session = xclip.session()) {
      return whole(new Pipeline(xclip, session, source), model, new Calls(calls, budget), table);
    }
  }

  private void parts(Backend backend, XClipConfig config, Duration budget, StageTable table) throws Exception {
    try (Network network = Network.load(config, new ProceduralWeights(config), backend)) {
      parts(new Stages(network, new Calls(settings.rounds().count(), budget), settings.rounds().shortestSample()),
          table);
    }
  }

  private Optional<Source> source() throws Exception {
    try {
      Path given = ffmpeg;
      Ffmpeg decoder = given == null ? Ffmpeg.find() : Ffmpeg.at(given);
      int[] sides = PreprocessCommand.sides(size);
      Clip clip = Clip.prepare(decoder.command(), settings.work(), sides[0], sides[1], clipFrames);
      return Optional.of(new Source(clip.file(), decoder));
    } catch (VideoException e) {
      if (ffmpeg != null) {
        throw e;
      }
      spec.commandLine().getOut().println("decode and preprocess are left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  private List<Result> whole(Pipeline pipeline, String model, Calls most, StageTable table) throws Exception {
    List<Result> results = new ArrayList<>();
    String section = "latency, " + model;
    long start = System.nanoTime();
    do {
      pipeline.times(batches.getFirst(), labels.getFirst());
    } while (Calls.since(start) < Math.min(WARM_UP.toSeconds(), most.budget().toSeconds()));
    for (int videos : batches) {
      for (int count : labels) {
        double[][] seconds = most.seconds(() -> pipeline.times(videos, count));
        table.wholes(videos, count, seconds, pipeline.decodes());
        double[] warm = seconds[Pipeline.Part.CLASSIFY.ordinal()];
        double[] cold = Statistics.sums(warm, seconds[Pipeline.Part.TEXT.ordinal()]);
        String measure = "pixels to scores, batch " + videos + ", " + count + " labels, bank ";
        results.add(Calls.latency(section, measure + "warm", warm, videos));
        results.add(Calls.latency(section, measure + "cold", cold, videos));
      }
    }
    results.forEach(this::show);
    if (pipeline.decodes()) {
      results.add(stream(pipeline, section, results.getFirst(), most.budget()));
      show(results.getLast());
    }
    return results;
  }

  /** As many files as the largest batch, fewer where the model is slow. */
  private Result stream(Pipeline pipeline, String section, Result single, Duration budget) throws Exception {
    int largest = batches.stream().mapToInt(Integer::intValue).max().orElseThrow();
    int videos = (int) Math.clamp(budget.toSeconds() * single.value(), 2, Math.max(2, largest));
    double seconds = pipeline.stream(videos, labels.getFirst());
    return Result.of(section, "files to scores, one after the other, decoding ahead, " + labels.getFirst()
        + " labels, bank warm", videos / seconds, "videos/s").with("files", videos);
  }

  private void parts(Stages stages, StageTable table) throws Exception {
    for (int videos : batches) {
      for (int count : labels) {
        List<String> known = count == labels.getFirst() ? List.of() : Stages.OF_VIDEOS;
        stages.measure(videos, count, known).forEach((stage, seconds) -> {
          for (int each : Stages.OF_VIDEOS.contains(stage) ? labels : List.of(count)) {
            table.put(stage, videos, each, seconds);
          }
        });
      }
    }
  }

  private void show(Result result) {
    spec.commandLine().getOut().println(Report.line(result));
  }
}
