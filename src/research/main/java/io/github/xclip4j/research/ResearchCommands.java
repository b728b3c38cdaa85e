package io.github.xclip4j.research;

import io.github.xclip4j.cli.Subcommands;
import io.github.xclip4j.evaluation.CheckCommand;
import io.github.xclip4j.evaluation.EvaluateCommand;
import io.github.xclip4j.evaluation.ListsCommand;
import io.github.xclip4j.training.TrainCommand;
import java.util.List;

/** Adds training and evaluation to the command line. */
public final class ResearchCommands implements Subcommands {
  /** For the service loader. */
  public ResearchCommands() {}

  @Override
  public List<Object> commands() {
    return List.of(new TrainCommand(), new EvaluateCommand(), new CheckCommand(), new ListsCommand());
  }
}
