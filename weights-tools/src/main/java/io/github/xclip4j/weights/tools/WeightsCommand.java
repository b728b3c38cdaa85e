package io.github.xclip4j.weights.tools;

import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The parent of the commands on weight files. */
@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    description = "Converts, makes, inspects, verifies and quantises checkpoints.",
    subcommands = {
        ConvertCommand.class, SynthCommand.class, InspectCommand.class, VerifyCommand.class, QuantizeCommand.class,
        CommandLine.HelpCommand.class
    })
final class WeightsCommand implements Runnable {
  @Spec
  private CommandSpec spec;

  WeightsCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "weights needs one of: " + spec.subcommands().values().stream()
        .map(CommandLine::getCommandName).distinct().collect(Collectors.joining(", ")));
  }
}
