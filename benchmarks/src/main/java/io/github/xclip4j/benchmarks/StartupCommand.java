package io.github.xclip4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The time from the start of a JVM to the first result, files in the page cache. */
@Command(name = "startup", mixinStandardHelpOptions = true,
    description = "The time from the start of a JVM to the first result, with the files in the page cache.")
final class StartupCommand implements Callable<Integer> {
  private static final String FIRST_RESULT = "first result";
  private static final String TOTAL = "total";

  @Mixin
  private Settings settings = new Settings();

  @Option(names = "--model", paramLabel = "NAME", defaultValue = "base-patch32",
      description = "The model, written once on made weights (default: ${DEFAULT-VALUE}).")
  private String model = "base-patch32";

  @Option(names = "--peers", paramLabel = "DIR", defaultValue = "../shared/peers",
      description = "The folder of the peer's graphs; without a graph for the model ours is measured alone "
          + "(default: ${DEFAULT-VALUE}).")
  private Path peers = Path.of(".");

  @Option(names = "--jvm", paramLabel = "FLAG", split = " ",
      description = "Further flags of the JVMs that are started.")
  private List<String> jvmFlags = List.of();

  @Option(names = "--first", paramLabel = "MS",
      description = "The total that was measured first, to say what has become of it.")
  private Optional<Double> first = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where startup.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Path checkpoint = Checkpoint.prepare(model, settings.work());
    Checkpoint.warm(checkpoint.resolve("model.safetensors"));
    String threads = Integer.toString(settings.threads());
    Map<String, List<String>> programs = new LinkedHashMap<>();
    programs.put("xclip4j", List.of("xclip4j", checkpoint.toString(), settings.backend(), threads));
    if (Files.isRegularFile(peers.resolve(model + ".classify.onnx"))) {
      Path graph = PeerGraph.prepare(peers, model + ".classify", settings.work());
      Checkpoint.warm(settings.work().resolve(model + ".classify.bin"));
      programs.put("ONNX Runtime", List.of("onnxruntime", graph.toString(), model, threads));
    } else {
      spec.commandLine().getOut().println("no " + model + ".classify.onnx in " + peers + ": ours is measured alone");
    }
    Map<String, List<Map<String, Double>>> runs = new LinkedHashMap<>();
    for (int round = 0; round < settings.rounds().count(); round++) {
      for (Map.Entry<String, List<String>> program : programs.entrySet()) {
        runs.computeIfAbsent(program.getKey(), _ -> new ArrayList<>()).add(start(program.getValue()));
      }
    }
    List<Result> results = new ArrayList<>();
    runs.forEach((program, times) -> results.add(result(program, times)));
    results.forEach(result -> spec.commandLine().getOut().println(Report.line(result)));
    new Report(Machine.description(), results).write(out, "startup");
    spec.commandLine().getOut().println(Report.wrote(out, "startup"));
    return 0;
  }

  private Result result(String program, List<Map<String, Double>> runs) {
    boolean ours = program.equals("xclip4j");
    Result result = Result.of("startup", program + ", " + model + " from the page cache, JVM start to the scores of 5 "
        + "labels, " + Settings.threads(settings.threads()), median(runs, TOTAL), "ms");
    for (String part : runs.getFirst().keySet()) {
      result = result.with(part + " ms", median(runs, part));
    }
    if (ours && first.isPresent()) {
      result = result.with("measured first ms", first.get()).with("first over now", first.get() / result.value());
    }
    return result.with("runs", runs.size());
  }

  private static double median(List<Map<String, Double>> runs, String part) {
    return Statistics.median(runs.stream().mapToDouble(run -> run.get(part)).toArray());
  }

  /** Milliseconds by part, the total as this process saw it. */
  private Map<String, Double> start(List<String> arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    words.addAll(jvmFlags);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), FirstResult.class.getName()));
    words.addAll(arguments);
    Map<String, Double> parts = new LinkedHashMap<>();
    long start = System.nanoTime();
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        said.append(line).append('\n');
        int split = line.lastIndexOf('=');
        if (split > 0 && line.substring(split + 1).matches("[0-9.E-]+")) {
          parts.put(line.substring(0, split), Double.parseDouble(line.substring(split + 1)));
        }
        if (line.startsWith(FIRST_RESULT + "=")) {
          parts.put(TOTAL, 1e-6 * (System.nanoTime() - start));
        }
      }
    }
    int status = process.waitFor();
    if (status != 0 || !parts.containsKey(TOTAL)) {
      throw new IOException("the started program failed with status " + status + ":\n" + said);
    }
    return parts;
  }
}
