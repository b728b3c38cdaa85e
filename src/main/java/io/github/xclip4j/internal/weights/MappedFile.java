package io.github.xclip4j.internal.weights;

import io.github.xclip4j.internal.files.StandIn;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file mapped read-only.
 *
 * @param arena whose closing ends the mapping
 */
public record MappedFile(Path path, MemorySegment bytes, Arena arena) {
  /**
   * Maps a whole file.
   *
   * @throws IOException if it cannot be read
   * @throws WeightsException if it does not exist, is a directory, is empty or stands in for the file
   */
  public static MappedFile open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new WeightsException(path + ": no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new WeightsException(path + ": not a file");
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() == 0) {
        throw new WeightsException(path + ": the file is empty: was the download cut off?");
      }
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      Optional<String> standIn = StandIn.describe(bytes);
      if (standIn.isPresent()) {
        throw new WeightsException(path + ": " + standIn.get());
      }
      return new MappedFile(path, bytes, arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }
}
