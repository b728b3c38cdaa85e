package io.github.xclip4j.benchmarks;

import io.github.xclip4j.benchmarks.Comparison.LabelBank;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whole models against ONNX Runtime. */
@Command(name = "compare", mixinStandardHelpOptions = true,
    description = "Whole models against ONNX Runtime on the same machine in the same rounds.")
final class CompareCommand implements Callable<Integer> {
  @Mixin
  private Settings settings = new Settings();

  @Option(names = "--peers", paramLabel = "DIR", defaultValue = "../shared/peers",
      description = "The folder of NAME.onnx and NAME.weights.json (default: ${DEFAULT-VALUE}).")
  private Path peers = Path.of(".");

  @Option(names = "--only", paramLabel = "CASE", split = ",",
      description = "Cases to run: video32-1, video32, video16, cold5, warm400, scaling16 (default: all).")
  private List<String> only = List.of();

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where compare.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /** One line of the comparison. */
  @FunctionalInterface
  private interface Case {
    Result measure() throws Exception;
  }

  @Override
  public Integer call() throws Exception {
    List<Result> results = new ArrayList<>();
    for (Case each : cases(settings, peers, only)) {
      Result result = each.measure();
      spec.commandLine().getOut().println(Report.line(result));
      results.add(result);
      new Report(Machine.description(), results).write(out, "compare"); // what is there, should a later case fail
    }
    spec.commandLine().getOut().println(Report.wrote(out, "compare"));
    return 0;
  }

  private static List<Case> cases(Settings settings, Path peers, List<String> only) {
    Comparison comparison = new Comparison(settings, peers);
    int threads = settings.threads();
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("video32-1", () -> comparison.videoFeatures("base-patch32", 1).asking(1.15));
    cases.put("video32", () -> comparison.videoFeatures("base-patch32", threads).asking(1.15));
    cases.put("video16", () -> comparison.videoFeatures("base-patch16", threads).asking(1.15));
    cases.put("cold5", () -> comparison.classify("base-patch32", 5, LabelBank.COLD, threads).asking(1.8));
    cases.put("warm400", () -> comparison.classify("base-patch32", 400, LabelBank.WARM, threads).asking(8));
    cases.put("scaling16", () -> comparison.scaling("base-patch16", threads).asking(1.85));
    for (String name : only) {
      if (!cases.containsKey(name)) {
        throw new IllegalArgumentException("there is no case \"" + name + "\": take any of " + cases.keySet());
      }
    }
    cases.keySet().removeIf(name -> !only.isEmpty() && !only.contains(name));
    return List.copyOf(cases.values());
  }
}
