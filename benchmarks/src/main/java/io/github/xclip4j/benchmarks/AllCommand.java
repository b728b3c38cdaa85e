package io.github.xclip4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything, then the page. */
@Command(name = "all", mixinStandardHelpOptions = true,
    description = "Runs compare, gemm, preprocess, stages, precision and startup with their defaults, then report.")
final class AllCommand implements Callable<Integer> {
  @Option(names = "--peers", paramLabel = "DIR", defaultValue = "../shared/peers",
      description = "The folder of the peer's graphs (default: ${DEFAULT-VALUE}).")
  private Path peers = Path.of(".");

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "9",
      description = "Interleaved rounds that count (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--to", paramLabel = "FILE", defaultValue = "benchmarks/RESULTS.md",
      description = "The page (default: ${DEFAULT-VALUE}).")
  private Path to = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    List<String> measuring = List.of("--rounds", Integer.toString(rounds));
    List<String> withPeers = new ArrayList<>(measuring);
    withPeers.addAll(List.of("--peers", peers.toString()));
    commands.put("compare", withPeers);
    commands.put("gemm", measuring);
    commands.put("preprocess", measuring);
    commands.put("stages", measuring);
    commands.put("precision", measuring);
    commands.put("startup", withPeers);
    commands.put("report", List.of("--to", to.toString()));
    int worst = 0;
    for (Map.Entry<String, List<String>> command : commands.entrySet()) {
      spec.commandLine().getOut().println(command.getKey());
      List<String> words = new ArrayList<>(List.of(command.getKey()));
      words.addAll(command.getValue());
      worst = Math.max(worst, Main.run(spec.commandLine().getErr(), words.toArray(String[]::new)));
    }
    return worst;
  }
}
