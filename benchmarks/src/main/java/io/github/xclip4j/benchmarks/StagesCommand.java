package io.github.xclip4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the time of whole models goes, and how long a caller waits. */
@Command(name = "stages", mixinStandardHelpOptions = true,
    description = "The stages of a classification by themselves, latency percentiles and videos per second.")
final class StagesCommand implements Callable<Integer> {

  @Mixin
  private Settings settings = new Settings();

  @Option(names = "--model", paramLabel = "NAME", split = ",", defaultValue = "base-patch32,base-patch16",
      description = "base-patch32, base-patch16, large-patch14 or tiny (default: ${DEFAULT-VALUE}).")
  private List<String> models = List.of();

  @Option(names = "--batch", paramLabel = "N", split = ",", defaultValue = "1,8",
      description = "Videos per call (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches = List.of();

  @Option(names = "--labels", paramLabel = "N", split = ",", defaultValue = "5,400",
      description = "Labels (default: ${DEFAULT-VALUE}).")
  private List<Integer> labels = List.of();

  @Option(names = "--calls", paramLabel = "N", defaultValue = "30",
      description = "Calls that the latency percentiles are of (default: ${DEFAULT-VALUE}).")
  private int calls;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where stages.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<Result> results = new ArrayList<>();
    int threads = settings.threads();
    for (String model : models) {
      for (int videos : batches) {
        for (int count : labels) {
          show(results, new Stages(settings, model, threads).measure(videos, count));
        }
      }
      show(results, Latency.measure(settings, model, threads, batches, labels, calls));
    }
    new Report(Machine.description(), results).write(out, "stages");
    return 0;
  }

  private void show(List<Result> results, List<Result> more) {
    more.forEach(result -> spec.commandLine().getOut().println(Report.line(result)));
    results.addAll(more);
  }
}
