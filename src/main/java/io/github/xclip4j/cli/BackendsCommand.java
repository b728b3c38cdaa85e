package io.github.xclip4j.cli;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOption;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.cli.options.Errors;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "backends",
    mixinStandardHelpOptions = true,
    header = "Shows what can compute here.",
    description = "Lists each backend, fastest first: what it found, or why it cannot run on this machine, and its options, "
        + "as in --backend simd --backend-option threads=2.")
final class BackendsCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Backends.Info each : Backends.list()) {
      states(each, options -> Backends.open(each.name(), options))
          .forEach(line -> out.printf(Locale.ROOT, "%-7s %s%n", each.name(), line));
      for (BackendOption<?> option : each.options()) {
        out.printf(Locale.ROOT, "          %s = %s%n            %s%n", option.name(), option.values(),
            option.description());
      }
    }
    return 0;
  }

  /** What became of opening a backend: its description, or the reason why it cannot run. */
  private record Attempt(boolean runs, String text) {
    static Attempt of(BackendOptions options, Function<BackendOptions, Backend> open) {
      try (Backend backend = open.apply(options)) {
        return new Attempt(true, backend.description());
      } catch (BackendUnavailableException e) {
        return new Attempt(false, Errors.oneLine(e.getMessage()));
      }
    }

    String line(String condition) {
      return (runs ? "available    " : "unavailable  ") + condition + text;
    }
  }

  /**
   * A line for a backend as it is by default, and where it cannot run so, one for each choice with which it does: a
   * processor may have the unit for one precision and not for the other.
   */
  static List<String> states(Backends.Info backend, Function<BackendOptions, Backend> open) {
    Attempt byDefault = Attempt.of(BackendOptions.NONE, open);
    List<String> lines = new ArrayList<>();
    if (!byDefault.runs) {
      for (BackendOption<?> option : backend.options()) {
        for (String choice : option.choices()) {
          Attempt chosen = Attempt.of(BackendOptions.of(option.name(), choice), open);
          if (chosen.runs) {
            lines.add(chosen.line("with " + option.name() + " = " + choice + ": "));
          }
        }
      }
    }
    lines.add(byDefault.line(lines.isEmpty() ? "" : "by default: "));
    return lines;
  }
}
