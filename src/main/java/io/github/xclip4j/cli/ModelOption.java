package io.github.xclip4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which checkpoint to use. */
final class ModelOption {
  @Option(names = "--model", paramLabel = "DIR",
      description = "A checkpoint directory from the hub: config.json, weights, tokenizer files "
          + "(default: the demo model, which knows moving shapes and nothing else).")
  private @Nullable Path directory;

  boolean isGiven() {
    return directory != null;
  }

  /** @throws IOException if the directory does not exist */
  Checkpoint checkpoint() throws IOException {
    Path given = directory;
    if (given == null) {
      return Checkpoint.ofDemo();
    }
    if (!Files.isDirectory(given)) {
      throw new IOException(given + (Files.exists(given) ? ": is a file" : ": no such directory")
          + "; --model names the directory a checkpoint was downloaded to");
    }
    return Checkpoint.of(given);
  }
}
