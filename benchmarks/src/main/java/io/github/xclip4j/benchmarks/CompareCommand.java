package io.github.xclip4j.benchmarks;

import io.github.xclip4j.backend.Matrix.Storage;
import io.github.xclip4j.benchmarks.Comparison.LabelBank;
import io.github.xclip4j.benchmarks.Comparison.VideoPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
  private MeasurementOptions settings = new MeasurementOptions();

  @Option(names = "--peers", paramLabel = "DIR", defaultValue = "../shared/peers",
      description = "The folder of NAME.onnx and NAME.weights.json (default: ${DEFAULT-VALUE}).")
  private Path peers = Path.of(".");

  @Option(names = "--only", paramLabel = "CASE", split = ",",
      description = "Cases to run, of video32-1, video32, video16, cold5, warm400, scaling16, which all run by default, and "
          + "video features against others than ONNX Runtime in float: video32-simd, "
          + "video32-onnx-int8, video32-torch, video32-torch-bf16, each also with -1 for one thread.")
  private List<String> only = List.of();

  @Option(names = "--weights", paramLabel = "TYPE", defaultValue = "F32",
      description = "What our file has for video features: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Storage weights = Storage.F32;

  @Option(names = "--python", paramLabel = "FILE", defaultValue = "python3",
      description = "An interpreter with torch and transformers, for the cases named after torch "
          + "(default: ${DEFAULT-VALUE}).")
  private String python = "python3";

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
    for (Case each : cases()) {
      Result result = each.measure();
      spec.commandLine().getOut().println(Report.line(result));
      results.add(result);
      new Report(Machine.description(), results).write(out, "compare"); // what is there, should a later case fail
    }
    spec.commandLine().getOut().println(Report.wrote(out, "compare"));
    return 0;
  }

  private List<Case> cases() {
    Comparison comparison = new Comparison(settings, weights, peers, python);
    Targets targets = Targets.of(settings.backend());
    int threads = settings.threads();
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("video32-1", () -> targets.video(comparison.videoFeatures("base-patch32", VideoPeer.ONNX, 1)));
    cases.put("video32", () -> targets.video(comparison.videoFeatures("base-patch32", VideoPeer.ONNX, threads)));
    cases.put("video16", () -> targets.video16(comparison.videoFeatures("base-patch16", VideoPeer.ONNX, threads)));
    cases.put("cold5", () -> targets.cold(comparison.classify("base-patch32", 5, LabelBank.COLD, threads)));
    cases.put("warm400", () -> comparison.classify("base-patch32", 400, LabelBank.WARM, threads).asking(8));
    cases.put("scaling16", () -> comparison.scaling("base-patch16", threads).asking(1.85));
    Set<String> usual = Set.copyOf(cases.keySet());
    for (VideoPeer peer : List.of(VideoPeer.SIMD, VideoPeer.ONNX_INT8, VideoPeer.TORCH, VideoPeer.TORCH_BF16)) {
      String name = "video32-" + peer.name().toLowerCase(Locale.ROOT).replace("_", "-");
      cases.put(name + "-1", () -> targets.against(peer, comparison.videoFeatures("base-patch32", peer, 1)));
      cases.put(name, () -> targets.against(peer, comparison.videoFeatures("base-patch32", peer, threads)));
    }
    for (String name : only) {
      if (!cases.containsKey(name)) {
        throw new IllegalArgumentException("there is no case \"" + name + "\": take any of " + cases.keySet());
      }
    }
    cases.keySet().removeIf(name -> only.isEmpty() ? !usual.contains(name) : !only.contains(name));
    return List.copyOf(cases.values());
  }
}
