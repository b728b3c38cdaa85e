package io.github.xclip4j.cli.options;

import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.hub.HubCache;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.WeightSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which checkpoint to use. */
public final class ModelOption {
  /** Absent where no command line is parsed. */
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--model", paramLabel = "NAME",
      description = "A checkpoint directory (config.json, weights, tokenizer files), or the name of a model that "
          + "`xclip4j download` has fetched, NAME@REVISION where it is not of the main branch (default: the demo model, which knows moving shapes and nothing else).")
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
   * @throws IOException if neither a directory nor a cached model of that name is there
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
    if (Files.isDirectory(given)) {
      return Checkpoint.of(given);
    }
    if (Files.exists(given)) {
      throw new IOException(given + ": is a file; --model names the directory of a checkpoint, or a model of the hub");
    }
    return Checkpoint.of(HubCache.standard().resolve(given.toString().replace(File.separatorChar, '/')));
  }
}
