package io.github.xclip4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
  private static final String OURS = "xclip4j";
  /** Halving the time is what was asked. */
  private static final double ASKED = 2;

  @Mixin
  private MeasurementOptions settings = new MeasurementOptions();

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

  @Option(names = "--first", paramLabel = "JAR",
      description = "The benchmarks' jar of the first version, started in turns, to say what has become of it.")
  private Optional<Path> first = Optional.empty();

  @Option(names = "--other", paramLabel = "NAME",
      description = "Another backend, started in turns, to say whose first result comes earlier.")
  private Optional<String> other = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where startup.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /** A program to start: {@link FirstResult} of some class path. */
  private record Program(String name, List<String> flags, String classPath, List<String> arguments) {}

  @Override
  public Integer call() throws Exception {
    List<Program> programs = programs();
    Map<Program, List<Map<String, Double>>> runs = new LinkedHashMap<>();
    for (int round = 0; round < settings.rounds().count(); round++) {
      for (Program program : programs) {
        runs.computeIfAbsent(program, _ -> new ArrayList<>()).add(start(program));
      }
    }
    List<Result> results = new ArrayList<>();
    runs.forEach((program, times) -> results.add(result(program, times)));
    first.ifPresent(_ -> results.addFirst(Result.ratio("startup", model + " first result, the first version over this",
        seconds(runs.get(programs.getFirst())), seconds(runs.get(programs.getLast()))).asking(ASKED)));
    other.ifPresent(backend -> {
      Program theirs =
          programs.stream().filter(each -> each.name().endsWith(" on " + backend)).findFirst().orElseThrow();
      results.addFirst(Result.ratio("startup", model + " first result, " + backend + " over " + settings.backend(),
          seconds(runs.get(programs.getFirst())), seconds(runs.get(theirs))).asking(1));
    });
    results.forEach(result -> spec.commandLine().getOut().println(Report.line(result)));
    new Report(Machine.description(), results).write(out, "startup");
    spec.commandLine().getOut().println(Report.wrote(out, "startup"));
    return 0;
  }

  /** Ours as the launcher starts it comes first, the first version last. */
  private List<Program> programs() throws IOException {
    if (first.isPresent() && !Files.isRegularFile(first.get())) {
      throw new IOException(first.get() + ": no such file; --first names the benchmarks' jar of an older version");
    }
    Path checkpoint = Checkpoint.prepare(model, settings.work());
    Checkpoint.warm(checkpoint.resolve("model.safetensors"));
    String threads = Integer.toString(settings.threads());
    String classPath = System.getProperty("java.class.path");
    List<String> needed = List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");
    List<String> ours = List.of("xclip4j", checkpoint.toString(), settings.backend(), threads);
    List<Program> programs = new ArrayList<>();
    List<String> launcherFlags = launcherFlags();
    programs.add(new Program(OURS, launcherFlags, classPath, ours));
    programs.add(new Program(OURS + " without the launcher's flags", needed, classPath, ours));
    if (Files.isRegularFile(peers.resolve(model + ".classify.onnx"))) {
      Path graph = PeerGraph.prepare(peers, model + ".classify", settings.work());
      Checkpoint.warm(settings.work().resolve(model + ".classify.bin"));
      programs.add(new Program("ONNX Runtime", needed, classPath,
          List.of("onnxruntime", graph.toString(), model, threads)));
    } else {
      spec.commandLine().getOut().println("no " + model + ".classify.onnx in " + peers + ": ours is measured alone");
    }
    other.ifPresent(backend -> programs.add(new Program(OURS + " on " + backend, launcherFlags, classPath,
        List.of("xclip4j", checkpoint.toString(), backend, threads))));
    first.ifPresent(jar -> programs.add(new Program("the first version", needed, jar.toString(), ours)));
    return programs;
  }

  /** What {@code src/main/scripts/jvm.args} says, which the build puts beside this class. */
  private static List<String> launcherFlags() throws IOException {
    try (InputStream file = Objects.requireNonNull(StartupCommand.class.getResourceAsStream("jvm.args"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Stream.of(line.split(" ")))
          .toList();
    }
  }

  private Result result(Program program, List<Map<String, Double>> runs) {
    Result result =
        Result.of("startup", program.name() + ", " + model + " from the page cache, JVM start to the scores "
            + "of 5 labels, " + MeasurementOptions.threads(settings.threads()), median(runs, TOTAL), "ms");
    for (String part : runs.getFirst().keySet()) {
      result = result.with(part + " ms", median(runs, part));
    }
    return result.with("runs", runs.size());
  }

  private static double median(List<Map<String, Double>> runs, String part) {
    return Statistics.median(runs.stream().mapToDouble(run -> run.get(part)).toArray());
  }

  private static double[] seconds(List<Map<String, Double>> runs) {
    return runs.stream().mapToDouble(run -> 1e-3 * run.get(TOTAL)).toArray();
  }

  /** Milliseconds by part, the total as this process saw it. */
  private Map<String, Double> start(Program program) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(program.flags());
    words.addAll(jvmFlags);
    words.addAll(List.of("-cp", program.classPath(), FirstResult.class.getName()));
    words.addAll(program.arguments());
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
