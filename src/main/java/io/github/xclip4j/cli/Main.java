package io.github.xclip4j.cli;

import io.github.xclip4j.cli.options.Errors;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where {@code xclip4j} begins. Exit status 0; 1 for bad data or a failed run; 2 for a wrong command line. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the JVM. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, args);
    if (out.checkError()) {
      err.println("xclip4j: standard output did not take all that was printed: is the disk full, or its reader gone?");
      status = status == 0 ? CommandLine.ExitCode.SOFTWARE : status;
    }
    System.exit(status);
  }

  /**
   * Runs the command within a program.
   *
   * @return the exit status
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = new CommandLine(new Xclip4j());
    for (Subcommands more : ServiceLoader.load(Subcommands.class, Main.class.getClassLoader())) {
      more.commands().forEach(command::addSubcommand);
    }
    command.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((exception, _) -> usage(exception))
        .setExecutionExceptionHandler((exception, at, _) -> failed(exception, at));
    try {
      return command.execute(args);
    } catch (OutOfMemoryError e) {
      err.println("xclip4j: the heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MB is too small for this ("
          + e.getMessage() + "): take fewer frames, labels or videos at a time, or set XCLIP4J_JVM_FLAGS=-Xmx8g");
      return CommandLine.ExitCode.SOFTWARE;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static int usage(ParameterException exception) {
    CommandSpec spec = exception.getCommandLine().getCommandSpec();
    exception.getCommandLine().getErr().println(spec.qualifiedName() + ": " + Errors.misuse(exception)
        + " (see " + spec.qualifiedName() + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception exception, CommandLine at) {
    String name = at.getCommandSpec().qualifiedName();
    at.getErr().println(name + ": " + Errors.describe(exception));
    if (((Xclip4j) at.getCommandSpec().root().userObject()).debug()) {
      exception.printStackTrace(at.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
