package io.github.xclip4j.cli.options;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Files that appear complete or not at all. */
public final class Outputs {
  private Outputs() {}

  /** Something that writes a whole file. */
  public interface Content {
    void writeTo(Path file) throws IOException;
  }

  /**
   * Finds out before the work that its result can be written and replaces nothing that is read.
   *
   * @param inputs what the command reads: files, or folders whose files it reads
   * @throws IOException if the folder is missing, the name is a folder's, or the file is there and is an input
   */
  public static void check(Path file, List<Path> inputs) throws IOException {
    check(file);
    if (!Files.exists(file)) {
      return;
    }
    for (Path input : inputs) {
      if (Files.isRegularFile(input) && Files.isSameFile(file, input)) {
        throw new IOException("cannot write " + file + ": it is what the command reads; name another file");
      }
      if (Files.isDirectory(input) && Files.isSameFile(file.toRealPath().getParent(), input)) {
        throw new IOException("cannot write " + file + ": it is a file of " + input
            + ", which the command reads; name a file elsewhere");
      }
    }
  }

  private static void check(Path file) throws IOException {
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

  /** Writes beside the name first, then renames. The file is for whom the user's umask says. */
  public static void write(Path file, Content content) throws IOException {
    check(file);
    Path part = newPart(file);
    try {
      content.writeTo(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** An empty file beside another. {@link Files#createTempFile} would make it for its owner's eyes only. */
  private static Path newPart(Path file) throws IOException {
    while (true) {
      String number = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
      Path part = file.toAbsolutePath().resolveSibling("." + file.getFileName() + "." + number + ".part");
      try {
        return Files.createFile(part);
      } catch (FileAlreadyExistsException _) {
        // another program's, by a rare chance: take another number
      }
    }
  }
}
