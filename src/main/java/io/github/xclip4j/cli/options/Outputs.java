package io.github.xclip4j.cli.options;

import io.github.xclip4j.cli.files.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that appear complete or not at all. */
public final class Outputs {
  private Outputs() {}

  /** Something that writes a whole file. */
  public interface Content {
    /** @param out buffered; need not be flushed or closed */
    void writeTo(OutputStream out) throws IOException;
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

  /**
   * Writes a file that appears complete or not at all, with the permissions that the user's umask grants.
   *
   * @throws IOException if it cannot be written; the message names it and says why
   */
  public static void write(Path file, Content content) throws IOException {
    check(file);
    AtomicFile.write(file, content::writeTo);
  }
}
