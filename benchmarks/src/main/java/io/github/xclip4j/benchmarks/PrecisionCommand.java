package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Matrix.Storage;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.weights.ProceduralWeights;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Narrow weights against wide ones: time, memory and what rounding changes. */
@Command(name = "precision", mixinStandardHelpOptions = true,
    description = "Weights of half precision and of 8 bits against float: time, memory, difference of the results.")
final class PrecisionCommand implements Callable<Integer> {

  @Mixin
  private Settings settings = new Settings();

  @Option(names = "--model", paramLabel = "NAME", defaultValue = "base-patch32",
      description = "The model, on made weights (default: ${DEFAULT-VALUE}).")
  private String model = "base-patch32";

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where precision.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<Result> results = new ArrayList<>();
    XClipConfig config = Models.named(model);
    VideoBatch video = Models.videos(config.vision(), 1);
    long empty = usedBytes();
    try (Backend backend = Engines.open(settings.backend(), settings.threads());
        XClip wide = XClip.load(config, new ProceduralWeights(config), backend);
        Session wideSession = wide.session()) {
      long withWide = usedBytes();
      float[] expected = wideSession.videoFeatures(video).values();
      for (Storage storage : List.of(Storage.BF16, Storage.F16, Storage.INT8)) {
        long before = usedBytes();
        try (XClip narrow = XClip.load(config, new NarrowWeights(new ProceduralWeights(config), storage), backend);
            Session session = narrow.session()) {
          long bytes = usedBytes() - before;
          double difference = Statistics.relativeL2(session.videoFeatures(video).values(), expected);
          double[][] seconds = settings.rounds().seconds(
              List.of(() -> session.videoFeatures(video), () -> wideSession.videoFeatures(video)));
          Result result = Result.ratio("precision", model + " video features, " + storage + " weights, "
              + Settings.threads(settings.threads()) + ": float's time over theirs", seconds[0], seconds[1])
              .renamed("ours ms", "narrow ms")
              .renamed("theirs ms", "float ms")
              .with("model MB", bytes * 1e-6)
              .with("float model MB", (withWide - empty) * 1e-6)
              .with("difference", difference);
          results.add(result);
          spec.commandLine().getOut().println(Report.line(result));
        }
      }
    }
    new Report(Machine.description(), results).write(out, "precision");
    return 0;
  }

  /** What is on the heap after collecting it. */
  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
