package io.github.xclip4j;

import java.util.List;

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
    FloatArray lastHiddenState, FloatArray poolerOutput, List<FloatArray> hiddenStates, List<FloatArray> attentions) {}
