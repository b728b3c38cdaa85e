package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.checkpoints.ConfigWriter;
import io.github.xclip4j.cli.files.AtomicDirectory;
import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.json.JsonFile;
import io.github.xclip4j.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code config.json} of a written checkpoint. Keys that the engine does not use, such as names of labels or
 * settings of a training, are carried over from the one read.
 */
final class ConfigFile {
  static final String NAME = "config.json";

  private static final JsonFile<ConfigException> FILE =
      new JsonFile<>("a config", 16 << 20, "take the config.json published with the weights", ConfigException::new);
  private static final String QUANTIZATION = "quantization_config";
  private static final String FORMAT = "int-quantized";
  private static final List<String> TYPE_KEYS = List.of("torch_dtype", "dtype");

  private ConfigFile() {}

  /**
   * Writes the config of floating-point weights.
   *
   * @param from the directory of the checkpoint read
   * @param dtype of all weights written, if it was asked for
   * @return what there is to say about it
   */
  static Optional<String> carryOver(XClipConfig config, Path from, Optional<DType> dtype, AtomicDirectory to)
      throws IOException {
    return write(config, from, to, root -> {
      root.remove(QUANTIZATION);
      dtype.ifPresent(type -> correctTypes(root, type));
    });
  }

  /**
   * Writes the config of 8-bit weights: it says how they are stored, so that the reference asks for the package that
   * reads them rather than take the integers for weights.
   *
   * @return what there is to say about it
   */
  static Optional<String> carryOverQuantized(XClipConfig config, Path from, AtomicDirectory to) throws IOException {
    return write(config, from, to, root -> {
      ObjectNode quantization = root.putObject(QUANTIZATION);
      quantization.put("quant_method", "compressed-tensors").put("format", FORMAT);
      quantization.put("quantization_status", "compressed");
      quantization.putArray("ignore");
      ObjectNode group = quantization.putObject("config_groups").putObject("group_0");
      group.putArray("targets").add("Linear");
      group.put("format", FORMAT); // else it infers that of packed words, as activations are floats
      group.putObject("weights").put("num_bits", 8).put("type", "int").put("symmetric", true)
          .put("strategy", "channel").put("dynamic", false);
    });
  }

  private static Optional<String> write(
      XClipConfig config, Path from, AtomicDirectory to, Consumer<ObjectNode> storage) throws IOException {
    Path stored = from.resolve(NAME);
    Optional<ObjectNode> carried = Files.isRegularFile(stored) ? changed(stored, config) : Optional.empty();
    ObjectNode root = carried.isPresent() ? carried.get() : ConfigWriter.tree(config);
    storage.accept(root);
    if (carried.isPresent() && root.equals(FILE.read(stored))) {
      to.copy(stored); // to the byte
    } else {
      Companions.write(to, NAME, root);
    }
    return carried.isEmpty() && Files.isRegularFile(stored)
        ? Optional.of(stored + " is another model's: wrote a new one")
        : Optional.empty();
  }

  /** A stored config with the values that conversion changes; absent if it differs from the config in others. */
  private static Optional<ObjectNode> changed(Path stored, XClipConfig config) throws IOException {
    ObjectNode root = FILE.read(stored);
    if (!ConfigJson.read(stored).equals(config)) {
      root.put("prompt_num_attention_heads", config.promptNumAttentionHeads());
      ObjectNode vision = section(root);
      vision.put("image_size", config.vision().imageSize());
      vision.put("mit_num_attention_heads", config.vision().mitNumAttentionHeads());
    }
    return Optional.of(root).filter(tree -> describes(tree, config));
  }

  private static boolean describes(ObjectNode root, XClipConfig config) {
    try {
      return ConfigJson.parse(root.toString(), NAME).equals(config);
    } catch (ConfigException _) {
      return false; // no number of heads of this model divides that one's width
    }
  }

  /** The section that counts: old files have it under another name, which wins. */
  private static ObjectNode section(ObjectNode root) {
    for (String name : List.of("vision_config_dict", "vision_config")) {
      if (root.path(name) instanceof ObjectNode section) {
        return section;
      }
    }
    return root.putObject("vision_config");
  }

  /** The reference rounds weights to the type that the config names: one narrower than theirs would lose digits. */
  private static void correctTypes(ObjectNode section, DType dtype) {
    for (String key : TYPE_KEYS) {
      if (section.path(key).asString("").endsWith("float16")) {
        section.put(key, switch (dtype) {
          case F16 -> "float16";
          case BF16 -> "bfloat16";
          default -> "float32";
        });
      }
    }
    for (JsonNode value : section) {
      if (value instanceof ObjectNode inner) {
        correctTypes(inner, dtype);
      }
    }
  }
}
