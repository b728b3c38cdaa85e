package io.github.xclip4j.internal.weights;

import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The tensors of {@code model.safetensors} on the hub for a config, in the file's order: names and shapes as
 * {@code XCLIPModel.state_dict()} has them, without the {@code position_ids} buffers.
 */
public final class CheckpointNames {
  private static final List<String> ATTENTION = List.of("k_proj", "v_proj", "q_proj", "out_proj");

  private final List<ExpectedTensor> tensors = new ArrayList<>();

  private CheckpointNames() {}

  /** Everything {@code XCLIPModel} has. */
  public static List<ExpectedTensor> model(XClipConfig config) {
    CheckpointNames names = new CheckpointNames();
    Size joint = new Size("projection_dim", config.projectionDim());
    Size video = new Size("vision_config.hidden_size", config.vision().hiddenSize());
    names.add("logit_scale");
    names.add("prompts_visual_projection", video, joint);
    names.text(config.text());
    names.vision(config.vision());
    names.add("visual_projection.weight", joint, video);
    names.add("text_projection.weight", joint, new Size("text_config.hidden_size", config.text().hiddenSize()));
    names.norm("prompts_visual_layernorm", video);
    names.mit(config.vision());
    names.prompts(config, joint);
    return List.copyOf(names.tensors);
  }

  /** What {@code XCLIPTextModel} has. */
  public static List<ExpectedTensor> textModel(TextConfig config) {
    CheckpointNames names = new CheckpointNames();
    names.text(config);
    return List.copyOf(names.tensors);
  }

  /** What {@code XCLIPVisionModel} has. */
  public static List<ExpectedTensor> visionModel(VisionConfig config) {
    CheckpointNames names = new CheckpointNames();
    names.vision(config);
    return List.copyOf(names.tensors);
  }

  private void text(TextConfig text) {
    Size width = new Size("text_config.hidden_size", text.hiddenSize());
    add("text_model.embeddings.token_embedding.weight", new Size("text_config.vocab_size", text.vocabSize()), width);
    add("text_model.embeddings.position_embedding.weight",
        new Size("text_config.max_position_embeddings", text.maxPositionEmbeddings()), width);
    Size hidden = new Size("text_config.intermediate_size", text.intermediateSize());
    encoder("text_model.encoder.layers.", text.numHiddenLayers(), width, hidden);
    norm("text_model.final_layer_norm", width);
  }

  private void vision(VisionConfig vision) {
    Size width = new Size("vision_config.hidden_size", vision.hiddenSize());
    Size patch = new Size("vision_config.patch_size", vision.patchSize());
    add("vision_model.embeddings.class_embedding", width);
    add("vision_model.embeddings.patch_embedding.weight",
        width, new Size("vision_config.num_channels", vision.numChannels()), patch, patch);
    add("vision_model.embeddings.position_embedding.weight", new Size("vision_config.image_size " + vision.imageSize()
        + ", patch_size " + vision.patchSize() + " and so positions", vision.patches() + 1L), width);
    norm("vision_model.pre_layernorm", width);
    Size hidden = new Size("vision_config.intermediate_size", vision.intermediateSize());
    for (int layer = 0; layer < vision.numHiddenLayers(); layer++) {
      String prefix = "vision_model.encoder.layers." + layer + ".";
      linear(prefix + "message_fc", width, width);
      norm(prefix + "message_ln", width);
      attention(prefix + "message_attn.", width);
      block(prefix, width, hidden);
    }
    norm("vision_model.post_layernorm", width);
  }

  private void mit(VisionConfig vision) {
    Size width = new Size("vision_config.mit_hidden_size", vision.mitHiddenSize());
    add("mit.position_embedding",
        new Size("", 1), new Size("vision_config.num_frames", vision.numFrames()), width);
    Size hidden = new Size("vision_config.mit_intermediate_size", vision.mitIntermediateSize());
    encoder("mit.encoder.layers.", vision.mitNumHiddenLayers(), width, hidden);
  }

  private void prompts(XClipConfig config, Size width) {
    Size hidden = new Size("4·projection_dim", 4L * config.projectionDim());
    add("prompts_generator.alpha", width);
    norm("prompts_generator.layernorm", width);
    for (int layer = 0; layer < config.promptLayers(); layer++) {
      String prefix = "prompts_generator.decoder." + layer + ".";
      for (String part : List.of("q_proj", "k_proj", "v_proj")) {
        add(prefix + "cross_attn." + part + ".weight", width, width);
      }
      linear(prefix + "cross_attn.proj", width, width);
      norm(prefix + "norm1", width);
      norm(prefix + "norm3", width);
      linear(prefix + "mlp.0", hidden, width);
      linear(prefix + "mlp.3", width, hidden);
    }
  }

  private void encoder(String prefix, int layers, Size width, Size hidden) {
    for (int layer = 0; layer < layers; layer++) {
      block(prefix + layer + ".", width, hidden);
    }
  }

  private void block(String prefix, Size width, Size hidden) {
    attention(prefix + "self_attn.", width);
    norm(prefix + "layer_norm1", width);
    linear(prefix + "mlp.fc1", hidden, width);
    linear(prefix + "mlp.fc2", width, hidden);
    norm(prefix + "layer_norm2", width);
  }

  private void attention(String prefix, Size width) {
    for (String part : ATTENTION) {
      linear(prefix + part, width, width);
    }
  }

  private void linear(String name, Size outputs, Size inputs) {
    add(name + ".weight", outputs, inputs);
    add(name + ".bias", outputs);
  }

  private void norm(String name, Size width) {
    add(name + ".weight", width);
    add(name + ".bias", width);
  }

  private void add(String name, Size... sizes) {
    List<Long> shape = new ArrayList<>();
    StringJoiner reason = new StringJoiner(", ");
    for (Size size : sizes) {
      shape.add(size.value);
      String part = size.key + " " + size.value;
      if (!size.key.isEmpty() && !reason.toString().contains(part)) {
        reason.add(part);
      }
    }
    tensors.add(new ExpectedTensor(name, shape, reason.toString()));
  }

  /** A dimension and the key of {@code config.json} it comes from. */
  private record Size(String key, long value) {}
}
