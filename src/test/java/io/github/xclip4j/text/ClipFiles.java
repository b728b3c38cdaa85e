package io.github.xclip4j.text;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** CLIP's full vocabulary, unpacked from the fixtures. */
final class ClipFiles {
  private ClipFiles() {}

  static void unpack(Path directory) throws IOException {
    for (String name : List.of("vocab.json", "merges.txt")) {
      try (InputStream in = new GZIPInputStream(
          Files.newInputStream(SharedData.fixture("tokenizer/" + name + ".gz")))) {
        Files.copy(in, directory.resolve(name));
      }
    }
  }

  static ClipTokenizer load() throws IOException {
    Path directory = Files.createTempDirectory("clip-tokenizer");
    try {
      unpack(directory);
      return ClipTokenizer.load(directory);
    } finally {
      for (String name : List.of("vocab.json", "merges.txt")) {
        Files.deleteIfExists(directory.resolve(name));
      }
      Files.delete(directory);
    }
  }
}
