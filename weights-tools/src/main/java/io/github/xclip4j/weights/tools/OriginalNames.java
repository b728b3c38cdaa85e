package io.github.xclip4j.weights.tools;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tensor of a hub checkpoint is in the authors' files ({@code microsoft/VideoX}, X-CLIP).
 *
 * @param name the tensor's name there
 * @param part which of {@code parts} equal cuts of its rows
 * @param parts 1, or 3 where q, k and v are one tensor
 * @param layout whether it is stored mirrored
 */
record OriginalNames(String name, int part, int parts, Layout layout) {
  /** How the matrix lies in the authors' file. */
  enum Layout {
    SAME,
    TRANSPOSED
  }

  private static final Map<String, String> WHOLE = new LinkedHashMap<>();
  private static final Map<String, String> PREFIXES = new LinkedHashMap<>();
  private static final Map<String, String> BLOCKS = new LinkedHashMap<>();
  private static final Pattern LAYER = Pattern.compile("(.*encoder\\.layers)\\.(\\d+)\\.(.*)");
  private static final Pattern PROJECTION = Pattern.compile("(self|message)_attn\\.([qkv])_proj\\.(weight|bias)");

  static {
    WHOLE.put("prompts_visual_projection", "prompts_visual_proj");
    WHOLE.put("text_model.embeddings.token_embedding.weight", "token_embedding.weight");
    WHOLE.put("text_model.embeddings.position_embedding.weight", "positional_embedding");
    WHOLE.put("vision_model.embeddings.class_embedding", "visual.class_embedding");
    WHOLE.put("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight");
    WHOLE.put("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding");
    WHOLE.put("mit.position_embedding", "mit.positional_embedding");
    PREFIXES.put("text_model.final_layer_norm", "ln_final");
    PREFIXES.put("vision_model.pre_layernorm", "visual.ln_pre");
    PREFIXES.put("vision_model.post_layernorm", "visual.ln_post");
    PREFIXES.put("prompts_visual_layernorm", "prompts_visual_ln");
    PREFIXES.put("prompts_generator.layernorm", "prompts_generator.norm");
    PREFIXES.put("text_model.encoder.layers", "transformer.resblocks");
    PREFIXES.put("vision_model.encoder.layers", "visual.transformer.resblocks");
    PREFIXES.put("mit.encoder.layers", "mit.resblocks");
    BLOCKS.put("self_attn.out_proj", "attn.out_proj");
    BLOCKS.put("layer_norm1", "ln_1");
    BLOCKS.put("layer_norm2", "ln_2");
    BLOCKS.put("mlp.fc1", "mlp.c_fc");
    BLOCKS.put("mlp.fc2", "mlp.c_proj");
  }

  /** The place of a hub checkpoint's tensor. */
  static OriginalNames of(String hubName) {
    if (hubName.equals("visual_projection.weight")) {
      return new OriginalNames("visual.proj", 0, 1, Layout.TRANSPOSED);
    }
    if (hubName.equals("text_projection.weight")) {
      return new OriginalNames("text_projection", 0, 1, Layout.TRANSPOSED);
    }
    Matcher layer = LAYER.matcher(hubName);
    if (layer.matches()) {
      String block = PREFIXES.get(layer.group(1)) + "." + layer.group(2) + ".";
      Matcher projection = PROJECTION.matcher(layer.group(3));
      if (projection.matches()) {
        String attention = projection.group(1).equals("self") ? "attn" : "message_attn";
        return new OriginalNames(block + attention + ".in_proj_" + projection.group(3),
            "qkv".indexOf(projection.group(2)), 3, Layout.SAME);
      }
      return new OriginalNames(block + replacePrefix(layer.group(3), BLOCKS), 0, 1, Layout.SAME);
    }
    return new OriginalNames(
        WHOLE.getOrDefault(hubName, replacePrefix(hubName, PREFIXES)), 0, 1, Layout.SAME);
  }

  private static String replacePrefix(String name, Map<String, String> prefixes) {
    for (Map.Entry<String, String> entry : prefixes.entrySet()) {
      if (name.startsWith(entry.getKey() + ".")) {
        return entry.getValue() + name.substring(entry.getKey().length());
      }
    }
    return name;
  }
}
