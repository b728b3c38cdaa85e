package io.github.xclip4j.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Narrow weights against wide ones: time, memory and what rounding changes. */
@Command(name = "precision", mixinStandardHelpOptions = true,
    description = "Weights of half precision and of 8 bits against float, widened while loading or kept as stored: "
        + "time to load, memory, time of a video, difference of the logits.")
final class PrecisionCommand implements Callable<Integer> {
  /** Its results are files {@code precision-MODEL}. */
  static final String FILES = "precision-";

  @Mixin
  private MeasurementOptions settings = new MeasurementOptions();

  @Option(names = "--model", paramLabel = "NAME", defaultValue = "base-patch32",
      description = "base-patch32, base-patch16, large-patch14 or tiny, on made weights (default: ${DEFAULT-VALUE}).")
  private String model = "base-patch32";

  @Option(names = "--loads", paramLabel = "N", defaultValue = "3",
      description = "Times that each checkpoint is loaded, from the page cache (default: ${DEFAULT-VALUE}).")
  private int loads;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where precision-MODEL.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<Result> results = new Precision(settings, model, loads).measure();
    results.forEach(result -> spec.commandLine().getOut().println(Report.line(result)));
    new Report(Machine.description(), results).write(out, FILES + model);
    spec.commandLine().getOut().println(Report.wrote(out, FILES + model));
    return 0;
  }
}
