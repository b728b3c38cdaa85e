package io.github.xclip4j.internal.config;

import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.internal.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The image processor's settings in a checkpoint: {@code processor_config.json} has them in a section, as transformers
 * 5 writes them; {@code preprocessor_config.json} is nothing else. Where both are there the section counts, as in the
 * reference.
 *
 * @param file where they were found
 * @param settings keys and values, not interpreted
 */
public record PreprocessorJson(Path file, ObjectNode settings) {
  public static final String FILE_NAME = "preprocessor_config.json";

  private static final String PROCESSOR = "processor_config.json";
  private static final List<String> SECTIONS = List.of("image_processor", "video_processor");

  private static final JsonFile<ConfigException> FILE =
      new JsonFile<>("a preprocessor config", 1 << 20, "copy it from the published checkpoint", ConfigException::new);

  /**
   * Looks for the settings in a directory.
   *
   * @throws ConfigException if a file is damaged or another model's config
   */
  public static Optional<PreprocessorJson> find(Path directory) throws IOException {
    Path processor = directory.resolve(PROCESSOR);
    if (Files.exists(processor)) {
      ObjectNode root = FILE.read(processor);
      for (String section : SECTIONS) {
        if (root.path(section) instanceof ObjectNode settings) {
          return Optional.of(new PreprocessorJson(processor, settings));
        }
      }
    }
    Path single = directory.resolve(FILE_NAME);
    return Files.exists(single) ? Optional.of(read(single)) : Optional.empty();
  }

  /**
   * Reads a file of either kind.
   *
   * @throws ConfigException if it is missing, damaged or another kind of config
   */
  public static PreprocessorJson read(Path file) throws IOException {
    ObjectNode root = FILE.read(file);
    for (String section : SECTIONS) {
      if (root.path(section) instanceof ObjectNode settings) {
        return new PreprocessorJson(file, settings);
      }
    }
    for (String key : List.of("model_type", "architectures", "vision_config")) {
      JsonNode value = root.path(key);
      if (!value.isMissingNode()) {
        throw new ConfigException(file + ": has " + key + ", so it is a model's config.json, not the config of an image"
            + " processor: copy " + FILE_NAME + " from the published checkpoint");
      }
    }
    return new PreprocessorJson(file, root);
  }

  /** The exception for a directory in which {@link #find} finds nothing. */
  public static ConfigException missing(Path directory) {
    return new ConfigException(directory.resolve(FILE_NAME) + ": no such file, and no " + PROCESSOR
        + " with an image_processor beside it; copy it from the published checkpoint");
  }
}
