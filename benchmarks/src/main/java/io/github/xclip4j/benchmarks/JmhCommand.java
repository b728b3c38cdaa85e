package io.github.xclip4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** JMH's own command line on the benchmarks of single kernels. */
@Command(name = "jmh",
    description = "JMH on single kernels, ours beside ONNX Runtime's operators and plain loops; everything but --out "
        + "is JMH's (-h for its help, -l lists).")
final class JmhCommand implements Callable<Integer> {
  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where jmh.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    String[] words = arguments.toArray(String[]::new);
    try {
      CommandLineOptions options = new CommandLineOptions(words);
      if (options.shouldHelp() || options.shouldList() || options.shouldListWithParams()
          || options.shouldListProfilers() || options.shouldListResultFormats()) {
        org.openjdk.jmh.Main.main(words);
        return 0;
      }
      List<Result> results = KernelTable.of(new Runner(options).run());
      results.forEach(result -> spec.commandLine().getOut().println(Report.line(result)));
      new Report(Machine.description(), results).write(out, "jmh");
      spec.commandLine().getOut().println(Report.wrote(out, "jmh"));
      return 0;
    } catch (NoBenchmarksException e) {
      throw new IllegalArgumentException("JMH: no benchmark matches " + arguments + "; jmh -l lists them", e);
    } catch (CommandLineOptionException | RunnerException e) {
      throw new IllegalArgumentException("JMH: " + e.getMessage(), e);
    }
  }
}
