package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.Subcommands;
import java.util.List;

/** Adds {@code xclip4j weights} to the command line. */
public final class WeightsCommands implements Subcommands {
  /** For the service loader. */
  public WeightsCommands() {}

  @Override
  public List<Object> commands() {
    return List.of(new WeightsCommand());
  }
}
