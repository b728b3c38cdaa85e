package io.github.xclip4j.internal.config;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code config.json}.
 *
 * <p>Keys that inference does not use are ignored; absent keys have the reference's defaults; {@code text_config_dict}
 * and {@code vision_config_dict} of old files override the newer sections, as in the reference.
 */
public final class ConfigJson {
  private static final JsonFile<ConfigException> FILE = new JsonFile<>("a config", 16L << 20,
      "a checkpoint directory needs the config.json published with its weights", ConfigException::new);

  private ConfigJson() {}

  /**
   * Reads a config.
   *
   * @param path {@code config.json}, or the directory it is in
   * @throws ConfigException if it is no JSON or contradicts itself
   */
  public static XClipConfig read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve("config.json") : path;
    return read(FILE.read(file), file.toString());
  }

  /**
   * Reads a config from its text.
   *
   * @param origin the file's name, for messages
   * @throws ConfigException if it is no JSON or contradicts itself
   */
  public static XClipConfig parse(String json, String origin) throws ConfigException {
    return read(FILE.parse(json, origin), origin);
  }

  private static XClipConfig read(ObjectNode root, String origin) throws ConfigException {
    try {
      return read(new Section(root, "", origin));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(origin + ": " + e.getMessage(), e);
    }
  }

  private static XClipConfig read(Section root) throws ConfigException {
    TextConfig text = text(section(root, "text_config"));
    VisionConfig vision = vision(section(root, "vision_config"));
    XClipConfig defaults = XClipConfig.defaults();
    return new XClipConfig(
        text,
        vision,
        root.integer("projection_dim", defaults.projectionDim()),
        root.integer("prompt_layers", defaults.promptLayers()),
        root.number("prompt_alpha", defaults.promptAlpha()),
        root.activation("prompt_hidden_act", defaults.promptHiddenAct()),
        root.integer("prompt_num_attention_heads", defaults.promptNumAttentionHeads()),
        root.number("logit_scale_init_value", defaults.logitScaleInitValue()));
  }

  /** The reference lets the old {@code *_dict}, completed by defaults, win over the section of the newer name. */
  private static Section section(Section root, String key) throws ConfigException {
    Section old = root.section(key + "_dict");
    return old.node().isMissingNode() ? root.section(key) : new Section(old.node(), key + ".", root.origin());
  }

  private static TextConfig text(Section section) throws ConfigException {
    TextConfig defaults = TextConfig.defaults();
    return new TextConfig(
        section.integer("vocab_size", defaults.vocabSize()),
        section.integer("hidden_size", defaults.hiddenSize()),
        section.integer("intermediate_size", defaults.intermediateSize()),
        section.integer("num_hidden_layers", defaults.numHiddenLayers()),
        section.integer("num_attention_heads", defaults.numAttentionHeads()),
        section.integer("max_position_embeddings", defaults.maxPositionEmbeddings()),
        section.activation("hidden_act", defaults.hiddenAct()),
        section.number("layer_norm_eps", defaults.layerNormEps()),
        section.integer("bos_token_id", defaults.bosTokenId()),
        section.integer("eos_token_id", defaults.eosTokenId()),
        section.integer("pad_token_id", defaults.padTokenId()));
  }

  private static VisionConfig vision(Section section) throws ConfigException {
    VisionConfig defaults = VisionConfig.defaults();
    return new VisionConfig(
        section.integer("hidden_size", defaults.hiddenSize()),
        section.integer("intermediate_size", defaults.intermediateSize()),
        section.integer("num_hidden_layers", defaults.numHiddenLayers()),
        section.integer("num_attention_heads", defaults.numAttentionHeads()),
        section.integer("mit_hidden_size", defaults.mitHiddenSize()),
        section.integer("mit_intermediate_size", defaults.mitIntermediateSize()),
        section.integer("mit_num_hidden_layers", defaults.mitNumHiddenLayers()),
        section.integer("mit_num_attention_heads", defaults.mitNumAttentionHeads()),
        section.integer("num_channels", defaults.numChannels()),
        section.integer("image_size", defaults.imageSize()),
        section.integer("patch_size", defaults.patchSize()),
        section.integer("num_frames", defaults.numFrames()),
        section.activation("hidden_act", defaults.hiddenAct()),
        section.number("layer_norm_eps", defaults.layerNormEps()));
  }

  /** One object of the file, with its path for messages. */
  private record Section(JsonNode node, String prefix, String origin) {
    Section section(String key) throws ConfigException {
      JsonNode child = node.path(key);
      if (child.isNull()) {
        child = child.path(key);
      }
      if (!child.isMissingNode() && !child.isObject()) {
        throw wrong(key, child, "an object");
      }
      return new Section(child, prefix + key + ".", origin);
    }

    int integer(String key, int defaultValue) throws ConfigException {
      JsonNode value = node.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return defaultValue;
      }
      if (!value.isIntegralNumber() || !value.canConvertToInt()) {
        throw wrong(key, value, "a whole number");
      }
      return value.intValue();
    }

    double number(String key, double defaultValue) throws ConfigException {
      JsonNode value = node.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return defaultValue;
      }
      if (!value.isNumber()) {
        throw wrong(key, value, "a number");
      }
      return value.doubleValue();
    }

    Activation activation(String key, Activation defaultValue) throws ConfigException {
      JsonNode value = node.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return defaultValue;
      }
      if (!value.isString()) {
        throw wrong(key, value, "a string");
      }
      try {
        return Activation.named(value.stringValue());
      } catch (IllegalArgumentException e) {
        throw new ConfigException(origin + ": " + prefix + key + ": " + e.getMessage(), e);
      }
    }

    private ConfigException wrong(String key, JsonNode value, String wanted) {
      String shown = value.isValueNode() ? value.toString() : JsonFile.kind(value);
      return new ConfigException(origin + ": " + prefix + key + " is " + shown + ", it must be " + wanted
          + ": correct the key or take the published config.json");
    }
  }
}
