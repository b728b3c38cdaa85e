package io.github.xclip4j.cli;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOption;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.cli.options.Errors;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "backends",
    mixinStandardHelpOptions = true,
    header = "Shows what can compute here.",
    description = "Lists each backend, fastest first: what it found, or why it cannot run on this machine, and its options.")
final class BackendsCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Backends.Info each : Backends.list()) {
      out.printf(Locale.ROOT, "%-7s %s%n", each.name(), state(each.name()));
      for (BackendOption<?> option : each.options()) {
        out.printf(Locale.ROOT, "          %s = %s%n            %s%n", option.name(), option.values(),
            option.description());
      }
    }
    return 0;
  }

  private static String state(String name) {
    try (Backend backend = Backends.open(name)) {
      return "available    " + backend.description();
    } catch (BackendUnavailableException e) {
      return "unavailable  " + Errors.oneLine(e.getMessage());
    }
  }
}
