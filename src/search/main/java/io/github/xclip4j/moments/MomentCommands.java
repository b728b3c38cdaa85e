package io.github.xclip4j.moments;

import io.github.xclip4j.cli.Subcommands;
import java.util.List;

/** Adds {@code timeline} and {@code watch} to the command. */
public final class MomentCommands implements Subcommands {
  @Override
  public List<Object> commands() {
    return List.of(new TimelineCommand(), new WatchCommand());
  }
}
