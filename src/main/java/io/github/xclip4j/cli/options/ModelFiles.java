package io.github.xclip4j.cli.options;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory of the model that was asked for; of the demo model a temporary one, which closing deletes.
 *
 * @param name what to call the model
 * @param heads whose attention heads it is to have
 */
public record ModelFiles(Path directory, String name, XClipConfig.Heads heads, Optional<DemoFiles> demo)
    implements AutoCloseable {
  static ModelFiles of(Path directory, XClipConfig.Heads heads) {
    return new ModelFiles(directory, directory.toString(), heads, Optional.empty());
  }

  static ModelFiles ofDemo(XClipConfig.Heads heads) throws IOException {
    DemoFiles files = DemoFiles.unpack();
    return new ModelFiles(files.model(), "the demo model", heads, Optional.of(files));
  }

  /** @throws IOException if the directory is no checkpoint; the message says why */
  public Checkpoint checkpoint() throws IOException {
    return Checkpoint.open(directory).withHeads(heads);
  }

  @Override
  public void close() throws IOException {
    if (demo.isPresent()) {
      demo.get().close();
    }
  }
}
