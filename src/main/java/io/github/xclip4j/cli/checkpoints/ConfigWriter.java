package io.github.xclip4j.cli.checkpoints;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.cli.files.JsonText;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code config.json}. */
public final class ConfigWriter {
  private ConfigWriter() {}

  /** Writes a config as the reference would; the file appears complete. */
  public static void write(XClipConfig config, Path file) throws IOException {
    AtomicFile.write(file, JsonText.indented(tree(config)));
  }

  /** The content of {@code config.json}. */
  public static ObjectNode tree(XClipConfig config) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("model_type", "xclip");
    root.putArray("architectures").add("XCLIPModel");
    root.put("torch_dtype", "float32");
    root.put("projection_dim", config.projectionDim());
    root.put("prompt_layers", config.promptLayers());
    root.put("prompt_alpha", config.promptAlpha());
    root.put("prompt_hidden_act", config.promptHiddenAct().configName());
    root.put("prompt_num_attention_heads", config.promptNumAttentionHeads());
    zeros(root, "prompt_attention_dropout", "prompt_projection_dropout");
    root.put("logit_scale_init_value", config.logitScaleInitValue());
    root.put("initializer_factor", 1.0);
    write(config.text(), root.putObject("text_config"));
    write(config.vision(), root.putObject("vision_config"));
    return root;
  }

  private static void write(TextConfig text, ObjectNode section) {
    section.put("model_type", "xclip_text_model");
    integers(section, Map.of(
        "vocab_size", text.vocabSize(),
        "hidden_size", text.hiddenSize(),
        "intermediate_size", text.intermediateSize(),
        "num_hidden_layers", text.numHiddenLayers(),
        "num_attention_heads", text.numAttentionHeads(),
        "max_position_embeddings", text.maxPositionEmbeddings(),
        "bos_token_id", text.bosTokenId(),
        "eos_token_id", text.eosTokenId(),
        "pad_token_id", text.padTokenId()));
    encoder(section, text.hiddenAct(), text.layerNormEps());
  }

  private static void write(VisionConfig vision, ObjectNode section) {
    section.put("model_type", "xclip_vision_model");
    integers(section, Map.of(
        "hidden_size", vision.hiddenSize(),
        "intermediate_size", vision.intermediateSize(),
        "num_hidden_layers", vision.numHiddenLayers(),
        "num_attention_heads", vision.numAttentionHeads(),
        "num_channels", vision.numChannels(),
        "image_size", vision.imageSize(),
        "patch_size", vision.patchSize(),
        "num_frames", vision.numFrames()));
    integers(section, Map.of(
        "mit_hidden_size", vision.mitHiddenSize(),
        "mit_intermediate_size", vision.mitIntermediateSize(),
        "mit_num_hidden_layers", vision.mitNumHiddenLayers(),
        "mit_num_attention_heads", vision.mitNumAttentionHeads()));
    encoder(section, vision.hiddenAct(), vision.layerNormEps());
    zeros(section, "drop_path_rate");
  }

  private static void encoder(ObjectNode section, Activation hiddenAct, double layerNormEps) {
    section.put("hidden_act", hiddenAct.configName());
    section.put("layer_norm_eps", layerNormEps);
    zeros(section, "attention_dropout");
    section.put("initializer_factor", 1.0);
    section.put("initializer_range", 0.02);
  }

  private static void integers(ObjectNode section, Map<String, Integer> values) {
    values.keySet().stream().sorted().forEach(key -> section.put(key, values.get(key)));
  }

  private static void zeros(ObjectNode section, String... keys) {
    for (String key : keys) {
      section.put(key, 0.0);
    }
  }
}
