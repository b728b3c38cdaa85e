package io.github.xclip4j;

import java.util.List;
import java.util.Map;

/**
 * The output of one of the three transformers ({@code BaseModelOutputWithPooling}). N is the number of texts, of frames
 * in all videos, or of videos; L is tokens (for frames: class token and patches) or frames; W is the transformer's
 * width.
 *
 * @param lastHiddenState [N, L, W]
 * @param poolerOutput [N, W]
 * @param hiddenStates the first layer's input and every layer's output, each [N, L, W]; empty unless requested
 * @param attentions every layer's weights, each [N, heads, L, L], where L of frames includes the message token as the
 *     last; empty unless requested
 */
public record EncoderOutput(
    FloatArray lastHiddenState, FloatArray poolerOutput, List<FloatArray> hiddenStates, List<FloatArray> attentions) {
  /** Puts it under {@code name.hidden_states.0} and so on, in the order it is computed. */
  void addTo(Map<String, FloatArray> outputs, String name) {
    for (int i = 0; i < Math.max(hiddenStates.size(), attentions.size()); i++) {
      if (i < hiddenStates.size()) {
        outputs.put(name + ".hidden_states." + i, hiddenStates.get(i));
      }
      if (i < attentions.size()) {
        outputs.put(name + ".attentions." + i, attentions.get(i));
      }
    }
    outputs.put(name + ".last_hidden_state", lastHiddenState);
    outputs.put(name + ".pooler_output", poolerOutput);
  }
}
