package io.github.xclip4j.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint directory, or the demo model unpacked into one.
 *
 * @param name what to call it
 */
public record Checkpoint(Path directory, String name, Optional<DemoFiles> demo) implements AutoCloseable {
  public static Checkpoint of(Path directory) {
    return new Checkpoint(directory, directory.toString(), Optional.empty());
  }

  public static Checkpoint ofDemo() throws IOException {
    DemoFiles files = DemoFiles.unpack();
    return new Checkpoint(files.model(), "the demo model", Optional.of(files));
  }

  @Override
  public void close() throws IOException {
    if (demo.isPresent()) {
      demo.get().close();
    }
  }
}
