package io.github.xclip4j.otherjar;

import io.github.xclip4j.cli.Subcommands;
import java.util.List;

/** What {@code META-INF/services/io.github.xclip4j.cli.Subcommands} of a jar names. */
public final class SimilarCommands implements Subcommands {
  @Override
  public List<Object> commands() {
    return List.of(new SimilarCommand());
  }
}
