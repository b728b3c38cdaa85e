package io.github.xclip4j.cli;

import io.github.xclip4j.cli.hub.DownloadCommand;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(
    name = "xclip4j",
    mixinStandardHelpOptions = true,
    versionProvider = Xclip4j.Version.class,
    header = "X-CLIP on the JVM: says how well texts fit a video.",
    description = "Give it a video and a few labels in plain English; it tells how probable each of them is.",
    footer = {
        "",
        "Begin with:  xclip4j demo",
        "Then:        xclip4j download microsoft/xclip-base-patch32",
        "             xclip4j classify clip.mp4 --model microsoft/xclip-base-patch32 \\",
        "               --labels \"playing sports,eating spaghetti\""
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        ClassifyCommand.class,
        EmbedCommand.class,
        RunCommand.class,
        TokenizeCommand.class,
        PreprocessCommand.class,
        FramesCommand.class,
        InfoCommand.class,
        BackendsCommand.class,
        DownloadCommand.class,
        DemoCommand.class,
        CommandLine.HelpCommand.class
    })
final class Xclip4j implements Runnable {
  @Spec
  private CommandSpec spec;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
  private boolean debug;

  /** The jar's version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Xclip4j.class.getPackage().getImplementationVersion();
      return new String[] {"xclip4j " + (version == null ? "(not from a jar)" : version)};
    }
  }

  boolean debug() {
    return debug;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(),
        "which command? "
            + spec.subcommands().values().stream().map(CommandLine::getCommandName).collect(Collectors.joining(", ")));
  }
}
