package io.github.xclip4j.weights.tools;

import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.files.AtomicDirectory;
import io.github.xclip4j.internal.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The small files of a hub directory beside its weights and config. */
final class Companions {
  static final String CONFIG = "config.json";
  static final String PREPROCESSOR = "preprocessor_config.json";

  private static final List<String> TOKENIZER = List.of(
      "vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");

  private Companions() {}

  /**
   * Finds out before the work that a checkpoint's directory is one.
   *
   * @param what the command line calls it
   * @throws IOException if it is not there, or a file
   */
  static void checkDirectory(Path directory, String what) throws IOException {
    if (Files.isRegularFile(directory)) {
      throw new IOException(directory + ": is a file; " + what + " is the directory of a checkpoint, here "
          + directory.toAbsolutePath().normalize().getParent());
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + ": no such directory; " + what
          + " is the directory that a checkpoint was downloaded to");
    }
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

  /** Copies what there is of a tokenizer; returns the names. */
  static List<String> copyTokenizer(Path from, AtomicDirectory to) throws IOException {
    return copy(TOKENIZER, from, to);
  }

  /** Copies the image processor's config, if there is one. */
  static List<String> copyPreprocessor(Path from, AtomicDirectory to) throws IOException {
    return copy(List.of(PREPROCESSOR), from, to);
  }

  private static List<String> copy(List<String> names, Path from, AtomicDirectory to) throws IOException {
    List<String> copied = new ArrayList<>();
    for (String name : names) {
      if (Files.isRegularFile(from.resolve(name))) {
        to.copy(from.resolve(name));
        copied.add(name);
      }
    }
    return copied;
  }

  /** Writes the config; where the input's says the same it is copied, with whatever else it has in it. */
  static void writeConfig(XClipConfig config, Path from, AtomicDirectory to) throws IOException {
    Path stored = from.resolve(CONFIG);
    if (Files.isRegularFile(stored) && ConfigJson.read(stored).equals(config)) {
      copy(List.of(CONFIG), from, to);
    } else {
      write(to, CONFIG, ConfigJson.format(config));
    }
  }

  /** Writes the image processor's config the reference has for a model. */
  static void writePreprocessor(XClipConfig config, AtomicDirectory directory) throws IOException {
    int pixels = config.vision().imageSize();
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("image_processor_type", "VideoMAEImageProcessor");
    for (String step : List.of("do_resize", "do_center_crop", "do_rescale", "do_normalize")) {
      root.put(step, true);
    }
    root.putObject("size").put("shortest_edge", pixels);
    root.putObject("crop_size").put("height", pixels).put("width", pixels);
    root.put("resample", 2);
    root.put("rescale_factor", 1 / 255.0);
    numbers(root.putArray("image_mean"), 0.485, 0.456, 0.406);
    numbers(root.putArray("image_std"), 0.229, 0.224, 0.225);
    write(directory, PREPROCESSOR,
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(root) + "\n");
  }

  /** Writes a small file. */
  static void write(AtomicDirectory directory, String name, String text) throws IOException {
    try (AtomicFile file = directory.file(name)) {
      file.write(text);
    }
  }

  private static void numbers(ArrayNode array, double... values) {
    for (double value : values) {
      array.add(value);
    }
  }
}
