package io.github.xclip4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that appear complete or not at all. */
final class Outputs {
  private Outputs() {}

  /** Something that writes a whole file. */
  interface Content {
    void writeTo(Path file) throws IOException;
  }

  /**
   * Finds out before the work that its result can be written.
   *
   * @throws IOException if the folder is missing or the name is a folder's
   */
  static void check(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("cannot write " + file + ": there is no folder " + folder + "; make it first");
    }
    if (Files.isDirectory(file)) {
      throw new IOException("cannot write " + file + ": it is a folder; name a file in it");
    }
    if (!Files.isWritable(folder)) {
      throw new IOException("cannot write " + file + ": the folder " + folder + " is not writable");
    }
  }

  /** Writes beside the name first, then renames. */
  static void write(Path file, Content content) throws IOException {
    check(file);
    Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName(), ".part");
    try {
      content.writeTo(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
