package io.github.xclip4j.cli;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.cli.options.BackendOptions;
import io.github.xclip4j.cli.options.Errors;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "backends",
    mixinStandardHelpOptions = true,
    header = "Shows what can compute here.",
    description = "Lists each backend: what it found, or why it cannot run on this machine.")
final class BackendsCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    for (BackendOptions.Kind kind : BackendOptions.Kind.values()) {
      if (kind != BackendOptions.Kind.AUTO) {
        spec.commandLine().getOut().printf(Locale.ROOT, "%-7s %s%n", kind.name().toLowerCase(Locale.ROOT), state(kind));
      }
    }
    return 0;
  }

  private static String state(BackendOptions.Kind kind) {
    try (Backend backend = BackendOptions.open(kind, Runtime.getRuntime().availableProcessors())) {
      return "available    " + backend.description();
    } catch (BackendUnavailableException e) {
      return "unavailable  " + Errors.oneLine(e.getMessage());
    }
  }
}
