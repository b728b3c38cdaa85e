package io.github.xclip4j.cli.options;

import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which checkpoint to use. */
public final class ModelOption {
  private static final Pattern HUB_NAME = Pattern.compile("[\\w.-]+/([\\w.-]+)");

  /** Absent where no command line is parsed. */
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--model", paramLabel = "DIR",
      description = "A checkpoint directory from the hub: config.json, weights, tokenizer files "
          + "(default: the demo model, which knows moving shapes and nothing else).")
  private @Nullable Path directory;

  @Option(names = "--heads", paramLabel = "WHOSE",
      description = "Attention heads over frames and in the prompt generator: config (default: what config.json says) "
          + "or original (what the authors trained; it differs for the large models, as `info` says).")
  private String heads = "config";

  public boolean isGiven() {
    return directory != null;
  }

  /** The directory that is read, if one was named. */
  public List<Path> inputs() {
    Path given = directory;
    return given == null ? List.of() : List.of(given);
  }

  /** The checkpoint's config, with the heads that were asked for. */
  public XClipConfig config(Checkpoint checkpoint) throws IOException {
    XClipConfig config = ConfigJson.read(checkpoint.directory());
    return switch (heads) {
      case "config" -> config;
      case "original" -> config.withOriginalHeads();
      default -> throw new IllegalArgumentException("--heads is " + heads + ", it must be config or original");
    };
  }

  /** Loads the checkpoint's model. */
  public XClip load(Checkpoint checkpoint, Backend backend) throws IOException {
    XClipConfig config = config(checkpoint);
    try (WeightSource weights = WeightSources.open(checkpoint.directory())) {
      return XClip.load(config, weights, backend);
    }
  }

  /**
   * The named checkpoint; without a name the demo model, which a note on standard error then says.
   *
   * @throws IOException if the directory does not exist
   */
  public Checkpoint checkpoint() throws IOException {
    Path given = directory;
    if (given == null) {
      if (spec != null) {
        spec.commandLine().getErr().println(
            "note: no --model given: this is the demo model, which knows moving shapes only");
      }
      return Checkpoint.ofDemo();
    }
    if (!Files.isDirectory(given)) {
      throw new IOException(given + (Files.exists(given) ? ": is a file" : ": no such directory")
          + "; --model names the directory a checkpoint was downloaded to" + download(given));
    }
    return Checkpoint.of(given);
  }

  /** How to get a checkpoint that is named as the hub names it. */
  private static String download(Path given) {
    Matcher name = HUB_NAME.matcher(given.toString());
    return Files.exists(given) || !name.matches() ? ""
        : ", and this may be a name of the hub: hf download " + given + " --local-dir " + name.group(1)
            + " gets it, then give --model " + name.group(1);
  }
}
