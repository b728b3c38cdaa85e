package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.files.AtomicDirectory;
import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.PreprocessorJson;
import io.github.xclip4j.video.ImageProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The image processor's settings of a written checkpoint, as {@code preprocessor_config.json}, which every version of
 * the reference reads.
 */
final class Preprocessing {
  private Preprocessing() {}

  /**
   * Carries a checkpoint's settings over; sizes follow the size of the model's frames.
   *
   * @param stored the config of the checkpoint read
   * @param written the config of the checkpoint written
   * @return what there is to say about it
   */
  static List<String> carryOver(Path from, XClipConfig stored, XClipConfig written, AtomicDirectory to)
      throws IOException {
    Optional<PreprocessorJson> found = PreprocessorJson.find(from);
    if (found.isEmpty()) {
      write(published(written), to);
      return List.of("no " + PreprocessorJson.FILE_NAME + " was found: wrote that of the published checkpoints, with"
          + " ImageNet's mean and deviation; correct it if the model was trained with others");
    }
    ObjectNode settings = found.get().settings().deepCopy();
    String source = found.get().file().getFileName().toString();
    int before = stored.vision().imageSize();
    int after = written.vision().imageSize();
    List<String> notes = new ArrayList<>();
    try {
      ImageProcessor.load(from, before);
    } catch (ConfigException e) {
      notes.add("carried over though the engine would refuse it: " + e.getMessage());
    }
    if (before != after) {
      resize(settings, before, after);
      notes.add("frames are resized to " + settings.path("size") + " and cropped to " + settings.path("crop_size")
          + ", where " + source + " was for a model of " + before + " pixels");
    } else if (!source.equals(PreprocessorJson.FILE_NAME)) {
      notes.add("wrote the image_processor of " + source + " as " + PreprocessorJson.FILE_NAME);
    }
    write(settings, to);
    return notes;
  }

  /** Writes the settings that the reference has for a model. */
  static void writePublished(XClipConfig config, AtomicDirectory to) throws IOException {
    write(published(config), to);
  }

  private static void write(ObjectNode settings, AtomicDirectory to) throws IOException {
    Companions.write(to, PreprocessorJson.FILE_NAME, settings);
  }

  private static ObjectNode published(XClipConfig config) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("image_processor_type", "VideoMAEImageProcessor");
    for (String step : List.of("do_resize", "do_center_crop", "do_rescale", "do_normalize")) {
      root.put(step, true);
    }
    resize(root, config.vision().imageSize(), config.vision().imageSize());
    root.put("resample", 2);
    root.put("rescale_factor", 1 / 255.0);
    numbers(root.putArray("image_mean"), 0.485, 0.456, 0.406);
    numbers(root.putArray("image_std"), 0.229, 0.224, 0.225);
    return root;
  }

  /** Sizes in the same proportion to the model's frames; those that were left to defaults are written out. */
  private static void resize(ObjectNode settings, int before, int after) {
    JsonNode size = settings.path("size");
    if (size.isMissingNode() || size.isNull()) {
      settings.putObject("size").put("shortest_edge", after);
    } else {
      settings.set("size", scaled(size, before, after));
    }
    JsonNode crop = settings.path("crop_size");
    if (crop.isMissingNode() || crop.isNull()) {
      settings.putObject("crop_size").put("height", after).put("width", after);
    } else {
      settings.set("crop_size", scaled(crop, before, after));
    }
  }

  private static JsonNode scaled(JsonNode value, int before, int after) {
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode scaled = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          scaled.set(entry.getKey(), scaled(entry.getValue(), before, after));
        }
        yield scaled;
      }
      case ArrayNode array -> {
        ArrayNode scaled = JsonNodeFactory.instance.arrayNode();
        array.forEach(each -> scaled.add(scaled(each, before, after)));
        yield scaled;
      }
      case JsonNode pixels when pixels.isInt() ->
          JsonNodeFactory.instance.numberNode(Math.toIntExact(Math.round((double) pixels.intValue() * after / before)));
      default -> value;
    };
  }

  private static void numbers(ArrayNode array, double... values) {
    for (double value : values) {
      array.add(value);
    }
  }
}
