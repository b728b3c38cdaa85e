package io.github.xclip4j.weights.tools;

import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where a command writes. */
final class OutputDirectory {
  private OutputDirectory() {}

  /**
   * Makes a directory.
   *
   * @throws WeightsException if there is something in it already
   */
  static void create(Path directory) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new WeightsException(directory + " is a file: name a directory to write to");
    }
    Files.createDirectories(directory);
    try (Stream<Path> content = Files.list(directory)) {
      if (content.findAny().isPresent()) {
        throw new WeightsException(directory + " is not empty: name a new directory, or empty this one");
      }
    }
  }
}
