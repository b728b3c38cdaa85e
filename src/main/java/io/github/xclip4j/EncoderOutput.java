package io.github.xclip4j;

import java.util.List;
import java.util.Map;

/**
 * What one of the three transformers gives ({@code BaseModelOutputWithPooling}). N is texts, frames of all videos, or
 * videos; L tokens (class token and patches, for frames) or frames; W the transformer's width.
 *
 * @param lastHiddenState [N, L, W]
 * @param poolerOutput [N, W]
 * @param hiddenStates the first layer's input and every layer's output, each [N, L, W]; empty if not asked for
 * @param attentions every layer's weights, each [N, heads, L, L], where frames have their message token as last;
 *     empty if not asked for
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
