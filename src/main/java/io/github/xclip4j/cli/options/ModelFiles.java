package io.github.xclip4j.cli.options;

import io.github.xclip4j.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory of the model that was asked for; of the demo model a temporary one, which closing deletes.
 *
 * @param name what to call the model
 * @param demo the demo model and its clips, if it is that
 */
public record ModelFiles(Path directory, String name, Optional<DemoFiles> demo) implements AutoCloseable {
  static ModelFiles of(Path directory, String name) {
    return new ModelFiles(directory, name, Optional.empty());
  }

  static ModelFiles ofDemo() throws IOException {
    DemoFiles files = DemoFiles.unpack();
    return new ModelFiles(files.model(), "the demo model", Optional.of(files));
  }

  /** @throws IOException if the directory is no checkpoint; the message says why */
  public Checkpoint checkpoint() throws IOException {
    return Checkpoint.open(directory);
  }

  @Override
  public void close() throws IOException {
    if (demo.isPresent()) {
      demo.get().close();
    }
  }
}
