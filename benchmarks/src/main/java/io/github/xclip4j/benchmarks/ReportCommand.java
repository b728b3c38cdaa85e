package io.github.xclip4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the page of all results from what the other commands wrote. */
@Command(name = "report", mixinStandardHelpOptions = true,
    description = "Writes this processor's part of RESULTS.md and its charts from the results of the other commands.")
final class ReportCommand implements Callable<Integer> {
  /** Commands in the order of the page. */
  private static final List<String> PARTS = List.of("compare", "gemm", "jmh", "preprocess", "stages", "precision",
      "startup");

  /** Models in the order of the page; a command may have written a file for each. */
  private static final List<String> MODELS = List.of("", "-base-patch32", "-base-patch16", "-large-patch14", "-tiny");

  private static final String CHART = "compare";
  private static final String KERNELS_CHART = "kernels";
  private static final String STAGES_CHART = "stages";

  @Option(names = "--from", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where the other commands wrote (default: ${DEFAULT-VALUE}).")
  private Path from = Path.of(".");

  @Option(names = "--notes", paramLabel = "FILE", defaultValue = "benchmarks/NOTES.md",
      description = "What there is to say about the figures, taken into the page if it is there "
          + "(default: ${DEFAULT-VALUE}).")
  private Path notes = Path.of(".");

  @Option(names = "--to", paramLabel = "FILE", defaultValue = "benchmarks/RESULTS.md",
      description = "The page; the charts go beside it (default: ${DEFAULT-VALUE}).")
  private Path to = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<Report> parts = new ArrayList<>();
    for (String part : PARTS) {
      List<Path> files = MODELS.stream()
          .map(model -> from.resolve(part + model + ".json"))
          .filter(Files::isRegularFile)
          .toList();
      for (Path file : files) {
        parts.add(Report.parse(Files.readString(file)));
      }
      if (files.isEmpty()) {
        spec.commandLine().getOut().println("no results of the command \"" + part + "\" in " + from
            + ": run it for its part of the page");
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there are no results in " + from + ": run the other commands first");
    }
    Path page = to.toAbsolutePath();
    Files.createDirectories(page.getParent());
    Map<String, List<Report>> processors = new LinkedHashMap<>();
    parts.forEach(
        part -> processors.computeIfAbsent(Machine.processor(part.machine()), _ -> new ArrayList<>()).add(part));
    ResultsPage results = ResultsPage.of(page);
    for (Map.Entry<String, List<Report>> processor : processors.entrySet()) {
      results = results.with(processor.getKey(), part(processor.getKey(), processor.getValue(), page));
    }
    Files.writeString(page, results.text(Files.isRegularFile(notes) ? Files.readString(notes) : ""));
    spec.commandLine().getOut().println("wrote " + page);
    return 0;
  }

  /** A processor's part of the page, whose charts are written beside it. */
  private static String part(String processor, List<Report> parts, Path page) throws IOException {
    List<Result> all = parts.stream().flatMap(part -> part.results().stream()).toList();
    String suffix = "-" + processor.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".png";
    Map<String, String> charts = new LinkedHashMap<>();
    if (Chart.write(all, page.resolveSibling(CHART + suffix))) {
      charts.put("Ours against the peer", CHART + suffix);
    }
    if (KernelsChart.write(all, page.resolveSibling(KERNELS_CHART + suffix))) {
      charts.put("Kernels against the peer's", KERNELS_CHART + suffix);
    }
    if (StagesChart.write(all, page.resolveSibling(STAGES_CHART + suffix))) {
      charts.put("Where the time goes", STAGES_CHART + suffix);
    }
    return Markdown.part(processor, parts, charts);
  }
}
