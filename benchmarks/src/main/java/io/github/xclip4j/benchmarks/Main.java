package io.github.xclip4j.benchmarks;

import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The benchmarks' command line. */
@Command(name = "xclip4j-benchmarks", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Measures kernels against the machine's peak and whole models against ONNX Runtime.",
    subcommands = {
        CompareCommand.class, GemmCommand.class, PreprocessCommand.class, StagesCommand.class, PrecisionCommand.class,
        StartupCommand.class, ExactnessCommand.class, ReportCommand.class, AllCommand.class, JmhCommand.class
    })
public final class Main {
  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
  private boolean debug;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(new PrintWriter(System.err, true), args));
  }

  static int run(PrintWriter errors, String... args) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.setErr(errors);
    line.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
    line.setParameterExceptionHandler((e, _) -> misused(e));
    line.setExecutionExceptionHandler((e, command, _) -> {
      errors.println(command.getCommandSpec().qualifiedName() + ": " + describe(e));
      if (main.debug) {
        e.printStackTrace(errors);
      }
      return CommandLine.ExitCode.SOFTWARE;
    });
    try {
      return line.execute(args);
    } catch (NoClassDefFoundError e) {
      if (e.getMessage() == null || !e.getMessage().startsWith("jdk/incubator/vector/")) {
        throw e;
      }
      errors.println("xclip4j-benchmarks: needs the Vector API: start the JVM with --add-modules jdk.incubator.vector");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static int misused(ParameterException e) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    e.getCommandLine().getErr().println(name + ": " + e.getMessage() + " (see " + name + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private static String describe(Exception e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName() + ": run it again with --debug and report what it shows";
    }
    return e instanceof NoSuchFileException ? message + ": no such file" : message;
  }
}
