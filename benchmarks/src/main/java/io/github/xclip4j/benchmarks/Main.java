package io.github.xclip4j.benchmarks;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' command line. */
@Command(name = "xclip4j-benchmarks", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Measures kernels against the machine's peak and whole models against ONNX Runtime.",
    subcommands = {
      CompareCommand.class, GemmCommand.class, PreprocessCommand.class, StagesCommand.class, PrecisionCommand.class,
      StartupCommand.class, ExactnessCommand.class, ReportCommand.class, AllCommand.class, JmhCommand.class
    })
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(new PrintWriter(System.err, true), args));
  }

  static int run(PrintWriter errors, String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setErr(errors);
    line.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
    line.setExecutionExceptionHandler((e, command, _) -> {
      if (e instanceof RuntimeException && !(e instanceof IllegalArgumentException)) {
        throw e;
      }
      command.getErr().println(e.getMessage());
      return 1;
    });
    return line.execute(args);
  }
}
