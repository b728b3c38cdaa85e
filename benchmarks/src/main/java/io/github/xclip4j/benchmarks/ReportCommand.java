package io.github.xclip4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the page of all results from what the other commands wrote. */
@Command(name = "report", mixinStandardHelpOptions = true,
    description = "Writes RESULTS.md and its chart from the results of the other commands.")
final class ReportCommand implements Callable<Integer> {
  private static final List<String> PARTS = List.of("compare", "gemm", "preprocess", "stages", "precision", "startup");
  private static final String CHART = "compare.png";

  @Option(names = "--from", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where the other commands wrote (default: ${DEFAULT-VALUE}).")
  private Path from = Path.of(".");

  @Option(names = "--notes", paramLabel = "FILE", defaultValue = "benchmarks/NOTES.md",
      description = "What there is to say about the figures, taken into the page if it is there "
          + "(default: ${DEFAULT-VALUE}).")
  private Path notes = Path.of(".");

  @Option(names = "--to", paramLabel = "FILE", defaultValue = "benchmarks/RESULTS.md",
      description = "The page; the chart goes beside it (default: ${DEFAULT-VALUE}).")
  private Path to = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<Report> parts = new ArrayList<>();
    for (String part : PARTS) {
      Path file = from.resolve(part + ".json");
      if (Files.isRegularFile(file)) {
        parts.add(Report.parse(Files.readString(file)));
      } else {
        spec.commandLine().getOut().println(
            "no " + file + ": run the command \"" + part + "\" for its part of the page");
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there are no results in " + from + ": run the other commands first");
    }
    Path page = to.toAbsolutePath();
    Files.createDirectories(page.getParent());
    List<Result> all = parts.stream().flatMap(part -> part.results().stream()).toList();
    boolean drawn = Chart.write(all, page.resolveSibling(CHART));
    String text = Files.isRegularFile(notes) ? Files.readString(notes) : "";
    Files.writeString(page, Markdown.page(parts, drawn ? Map.of("Ours against the peer", CHART) : Map.of(), text));
    spec.commandLine().getOut().println("wrote " + page);
    return 0;
  }
}
