package io.github.xclip4j.cli.options;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command line names. */
public final class Inputs {
  private Inputs() {}

  /**
   * Finds out before the work that a file is one.
   *
   * @param remedy what to do otherwise, as a clause for the message
   * @throws IOException if it is not there, or a folder
   */
  public static void checkFile(Path file, String remedy) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(named(file) + ": is a folder; " + remedy);
    }
    if (!Files.exists(file)) {
      throw new IOException(file + ": no such file; " + remedy);
    }
  }

  /**
   * Reads a text file.
   *
   * @param content what such a file holds, as a clause for the message where it does not
   * @return its text without a byte order mark
   * @throws IOException if it is not there, a folder, or not UTF-8
   */
  public static String text(Path file, String content) throws IOException {
    checkFile(file, content);
    try {
      return Files.readString(file).replace("\uFEFF", "");
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": is not UTF-8 text; " + content, e);
    }
  }

  /** A path as a message shows it: as it was given, and in full where that names nothing, as {@code .} does. */
  public static String named(Path path) {
    Path name = path.getFileName();
    boolean tells = name != null && !name.toString().isEmpty() && !name.toString().matches("\\.{1,2}");
    return tells ? path.toString() : path.toAbsolutePath().normalize().toString();
  }
}
