package io.github.xclip4j.weights.tools;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import picocli.CommandLine;

/** Test data and a way to run commands. */
final class ToolsData {
  private ToolsData() {}

  /** Data beside the checkout; skips the test where it is absent. */
  static Path shared(String name) {
    Path file = Path.of(System.getProperty("xclip4j.root", ".."), "..", "shared", name).normalize();
    Assumptions.assumeTrue(Files.exists(file), () -> "skipped: " + name + " is not beside this checkout (../shared)");
    return file;
  }

  /** A tiny checkpoint of the engine's tests. */
  static Path tinyCheckpoint(String name) {
    return Path.of(System.getProperty("xclip4j.root", ".."), "src/test/resources/checkpoints", name).normalize();
  }

  /** What a command printed and how it ended. */
  record Result(int code, String out, String err) {}

  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new WeightsCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler((exception, commandLine, result) -> {
          commandLine.getErr().println(exception.getMessage());
          return 1;
        });
    String[] strings = new String[arguments.length];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = arguments[i].toString();
    }
    int code = line.execute(strings);
    return new Result(code, out.toString(), err.toString());
  }
}
