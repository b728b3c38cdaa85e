package io.github.xclip4j.weights.tools;

import io.github.xclip4j.EncoderOutput;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.XClipOutput;
import java.util.LinkedHashMap;
import java.util.Map;

/** Outputs of a forward pass by the names golden files give them, in the order they are computed. */
final class Stages {
  private Stages() {}

  static Map<String, float[]> byName(XClipOutput output) {
    Map<String, float[]> stages = new LinkedHashMap<>();
    put(stages, "text_model_output", output.textModelOutput());
    stages.put("text_features", output.textFeatures().values());
    put(stages, "vision_model_output", output.visionModelOutput());
    put(stages, "mit_output", output.mitOutput());
    stages.put("video_features", output.videoFeatures().values());
    stages.put("video_embeds", output.videoEmbeds().values());
    stages.put("text_embeds", output.textEmbeds().values());
    stages.put("logits_per_video", output.logitsPerVideo().values());
    stages.put("logits_per_text", output.logitsPerText().values());
    stages.put("probs", output.probs().values());
    output.loss().ifPresent(loss -> stages.put("loss", new float[] {loss}));
    return stages;
  }

  private static void put(Map<String, float[]> stages, String encoder, EncoderOutput output) {
    int layer = 0;
    for (FloatArray states : output.hiddenStates()) {
      stages.put(encoder + ".hidden_states." + layer++, states.values());
    }
    stages.put(encoder + ".last_hidden_state", output.lastHiddenState().values());
    stages.put(encoder + ".pooler_output", output.poolerOutput().values());
  }
}
