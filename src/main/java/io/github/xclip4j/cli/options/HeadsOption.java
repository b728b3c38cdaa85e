package io.github.xclip4j.cli.options;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.config.XClipConfig;
import picocli.CommandLine.Option;

/** Whose attention heads a model is to have. */
public final class HeadsOption {
  @Option(names = "--heads", paramLabel = "WHOSE",
      description = "Attention heads over frames and in the prompt generator: config (default: what config.json says) "
          + "or original (what the authors trained; it differs for the large models, as `info` says).")
  private XClipConfig.Heads heads = XClipConfig.Heads.CONFIG;

  /** A checkpoint with the heads that were asked for. */
  public Checkpoint apply(Checkpoint checkpoint) {
    return checkpoint.withHeads(heads);
  }

  /** The heads that were asked for. */
  public XClipConfig.Heads heads() {
    return heads;
  }
}
