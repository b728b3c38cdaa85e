package io.github.xclip4j.cli;

import io.github.xclip4j.cli.options.Errors;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where {@code xclip4j} begins. Exit status 0; 1 for bad data or a failed run; 2 for a wrong command line; 130 for an
 * interrupted run, 141 where nobody reads its output any more.
 */
public final class Main {
  /** What shells report of a program that SIGINT ended. */
  static final int INTERRUPTED = 130;

  /** What shells report of a program that wrote to a pipe without a reader. */
  static final int OUTPUT_CLOSED = 141;

  private Main() {}

  /** Runs the command and ends the JVM. */
  public static void main(String[] args) {
    StandardOutput standardOutput = new StandardOutput();
    PrintWriter out = new PrintWriter(new OutputStreamWriter(standardOutput, StandardCharsets.UTF_8));
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = isReadable(args, err) ? run(out, err, args) : CommandLine.ExitCode.USAGE;
    if (out.checkError()) {
      status = standardOutput.isPipe() ? OUTPUT_CLOSED : lost(standardOutput, err, status);
    }
    System.exit(status);
  }

  private static int lost(StandardOutput standardOutput, PrintWriter err, int status) {
    err.println("xclip4j: standard output did not take all that was printed: "
        + standardOutput.failure().map(Errors::describe).orElse("it is closed"));
    return status == CommandLine.ExitCode.OK || status == OUTPUT_CLOSED ? CommandLine.ExitCode.SOFTWARE : status;
  }

  /** Whether the JVM could read the arguments; in a locale of ASCII it puts a sign in place of other letters. */
  private static boolean isReadable(String[] args, PrintWriter err) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    for (String argument : args) {
      if (!encoding.equals("UTF-8") && argument.indexOf('\uFFFD') >= 0) {
        err.println("xclip4j: " + argument + ": the locale's encoding is " + encoding
            + ", which lacks a letter of this argument: set LC_ALL=C.UTF-8");
        return false;
      }
    }
    return true;
  }

  /**
   * Runs the command within a program; when the thread is interrupted, it ends soon and in order.
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
    } catch (NoClassDefFoundError e) {
      err.println("xclip4j: this Java runtime lacks " + String.valueOf(e.getMessage()).replace('/', '.')
          + ": run with a complete JDK, or add the module it is in to the runtime");
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
    CommandSpec spec = at.getCommandSpec();
    Exception cause = exception instanceof UncheckedIOException unchecked ? unchecked.getCause() : exception;
    int status = CommandLine.ExitCode.SOFTWARE;
    if (Thread.currentThread().isInterrupted()) {
      status = INTERRUPTED; // whoever interrupted it knows
    } else if (cause instanceof OutputClosedException) {
      status = OUTPUT_CLOSED;
    } else {
      at.getErr().println(spec.qualifiedName() + ": " + Errors.describe(cause));
    }
    if (((Xclip4j) spec.root().userObject()).debug()) {
      exception.printStackTrace(at.getErr());
    }
    return status;
  }
}
