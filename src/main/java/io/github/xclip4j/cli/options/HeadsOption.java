package io.github.xclip4j.cli.options;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.config.XClipConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose attention heads a model is to have. */
public final class HeadsOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--heads", paramLabel = "WHOSE",
      description = "Attention heads over frames and in the prompt generator: config (default: what config.json says) "
          + "or original (what the authors trained; it differs for the large models, as `info` says).")
  private XClipConfig.Heads heads = XClipConfig.Heads.CONFIG;

  /** @throws ParameterException if the option is given, as nothing would heed it */
  public void refuse(String reason) {
    if (spec.commandLine().getParseResult().hasMatchedOption("--heads")) {
      throw new ParameterException(spec.commandLine(), "--heads does nothing here: " + reason);
    }
  }

  /** A checkpoint with the heads that were asked for. */
  public Checkpoint apply(Checkpoint checkpoint) {
    return checkpoint.withHeads(heads);
  }

  /** The heads that were asked for. */
  public XClipConfig.Heads heads() {
    return heads;
  }
}
