package io.github.xclip4j.cli.options;

import io.github.xclip4j.internal.hub.HubCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which checkpoint to use. */
public final class ModelOption {
  /** Absent where no command line is parsed. */
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--model", paramLabel = "MODEL",
      description = "A checkpoint's directory (config.json, weights, tokenizer files), or the name of a model of the "
          + "hub that was downloaded, as in microsoft/xclip-base-patch32 "
          + "(default: the demo model, which knows moving shapes and nothing else).")
  private @Nullable String model;

  /** Whether the command line names a model. */
  public boolean isGiven() {
    return model != null;
  }

  /**
   * Takes the model that a positional argument names.
   *
   * @throws ParameterException if there is also a {@code --model}
   */
  public void name(String positional) {
    if (model != null && spec != null) {
      throw new ParameterException(spec.commandLine(),
          positional + " and --model " + model + " are two models: give one of them");
    }
    model = positional;
  }

  /**
   * The directory that is read, if a model was named.
   *
   * @throws IOException if it is not there
   */
  public List<Path> inputs() throws IOException {
    String given = model;
    return given == null ? List.of() : List.of(directory(given));
  }

  /**
   * The directory of the named model; without a name that of the demo model, which a note on standard error then says.
   *
   * @throws IOException if the model is not there
   */
  public ModelFiles files() throws IOException {
    String given = model;
    if (given == null) {
      if (spec != null) {
        spec.commandLine().getErr().println(
            "note: no --model given: this is the demo model, which knows moving shapes only");
      }
      return ModelFiles.ofDemo();
    }
    return ModelFiles.of(directory(given), given);
  }

  private static Path directory(String given) throws IOException {
    Path found = HubCache.standard().resolve(given);
    if (!Files.isDirectory(found)) {
      throw new IOException(
          found + ": is a file; name the directory a checkpoint was downloaded to, or a model of the hub");
    }
    return found;
  }
}
