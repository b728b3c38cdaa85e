package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.files.AtomicDirectory;
import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.cli.files.JsonText;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.hub.HubCache;
import io.github.xclip4j.internal.hub.ModelName;
import io.github.xclip4j.text.ClipTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The tokenizer's files of a hub directory, and how its small files are written. */
final class Companions {
  private static final List<String> TOKENIZER = List.of(
      "vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
      "added_tokens.json");

  private static final Pattern CHECKPOINT =
      Pattern.compile("(config|preprocessor_config|processor_config)\\.json|(model|pytorch_model)[.-].*");

  private Companions() {}

  /**
   * What a positional argument names: what exists under that path, or a model of the hub that was downloaded.
   *
   * @param given {@code path/to/checkpoint} or {@code microsoft/xclip-base-patch32}
   * @throws IOException if it is a name of the hub, and the model is not in its cache
   */
  static Path named(String given) throws IOException {
    boolean hub = ModelName.parse(given).filter(name -> name.id().contains("/")).isPresent();
    return hub ? HubCache.standard().resolve(given) : Path.of(given);
  }

  /**
   * As {@link #named}, for a directory.
   *
   * @param what the command line calls it
   * @throws IOException if it is not there, or a file
   */
  static Path directory(String given, String what) throws IOException {
    Path directory = named(given);
    if (Files.isRegularFile(directory)) {
      throw new IOException(directory + ": is a file; " + what + " is the directory of a checkpoint, here "
          + directory.toAbsolutePath().normalize().getParent());
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + ": no such directory; " + what
          + " is the directory that a checkpoint was downloaded to, or its name on the hub");
    }
    return directory;
  }

  /**
   * Finds out before the work that a named directory has a tokenizer.
   *
   * @throws IOException if it is none, or has none of a tokenizer's files
   */
  static void checkTokenizer(Path from) throws IOException {
    if (!Files.isDirectory(from)) {
      throw new IOException(from + (Files.exists(from) ? ": is a file" : ": no such directory")
          + "; --tokenizer names a directory with tokenizer files");
    }
    if (TOKENIZER.stream().noneMatch(name -> Files.isRegularFile(from.resolve(name)))) {
      throw new IOException(from + ": has no tokenizer files; --tokenizer names a directory with some of "
          + String.join(", ", TOKENIZER));
    }
  }

  /**
   * Finds out before the work that the tokenizer which is copied is the model's.
   *
   * @throws IOException if it is another model's, or damaged
   */
  static void checkTokenizer(Path from, XClipConfig config) throws IOException {
    if (hasTokenizer(from)) {
      ClipTokenizer.load(from, config.text());
    }
  }

  /** Whether there is a vocabulary; without one the other files are settings that say nothing. */
  static boolean hasTokenizer(Path directory) {
    return Files.isRegularFile(directory.resolve("tokenizer.json"))
        || Files.isRegularFile(directory.resolve("vocab.json"));
  }

  /** Copies what there is of a tokenizer; returns the names. */
  static List<String> copyTokenizer(Path from, AtomicDirectory to) throws IOException {
    List<String> copied = new ArrayList<>();
    for (String name : TOKENIZER) {
      if (Files.isRegularFile(from.resolve(name))) {
        to.copy(from.resolve(name));
        copied.add(name);
      }
    }
    return copied;
  }

  /**
   * Files beside a checkpoint's that no command carries over: a model card, a licence, the state of a training.
   *
   * @return what to say about them, if there are any
   */
  static Optional<String> left(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names = files.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith(".") && !CHECKPOINT.matcher(name).matches() && !TOKENIZER.contains(name))
          .sorted()
          .toList();
      return names.isEmpty() ? Optional.empty() : Optional.of("not copied: " + String.join(", ", names));
    }
  }

  /** Writes a small file of text. */
  static void write(AtomicDirectory directory, String name, String text) throws IOException {
    try (AtomicFile file = directory.file(name)) {
      file.write(text);
    }
  }

  /** Writes a small file of JSON. */
  static void write(AtomicDirectory directory, String name, ObjectNode root) throws IOException {
    write(directory, name, JsonText.indented(root));
  }
}
