package io.github.xclip4j;

import io.github.xclip4j.internal.model.Encoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a forward pass gives ({@code XCLIPOutput}), for B videos and K texts in a joint space of E dimensions.
 *
 * @param loss the contrastive loss of matching pairs, where B = K
 * @param logitsPerVideo [B, K]
 * @param logitsPerText [K, B]
 * @param probs softmax of {@code logitsPerVideo} over the texts, [B, K]
 * @param textEmbeds normalised, one per video and text, since the prompt generator makes texts video-specific: [B, K,
 *     E]
 * @param videoEmbeds normalised, [B, E]
 * @param textFeatures the texts' projections before the prompt generator ({@code get_text_features}), [K, E]
 * @param videoFeatures the videos' embeddings before normalisation ({@code get_video_features}), [B, E]
 */
public record XClipOutput(
    Optional<Float> loss,
    FloatArray logitsPerVideo,
    FloatArray logitsPerText,
    FloatArray probs,
    FloatArray textEmbeds,
    FloatArray videoEmbeds,
    FloatArray textFeatures,
    FloatArray videoFeatures,
    EncoderOutput textModelOutput,
    EncoderOutput visionModelOutput,
    EncoderOutput mitOutput) {
  /** All outputs by their names in the reference, in the order they are computed. */
  public Map<String, FloatArray> byName() {
    Map<String, FloatArray> outputs = new LinkedHashMap<>();
    textModelOutput.addTo(outputs, Encoder.TEXT.outputName());
    outputs.put("text_features", textFeatures);
    visionModelOutput.addTo(outputs, Encoder.VISION.outputName());
    mitOutput.addTo(outputs, Encoder.MIT.outputName());
    outputs.put("video_features", videoFeatures);
    outputs.put("video_embeds", videoEmbeds);
    outputs.put("text_embeds", textEmbeds);
    outputs.put("logits_per_video", logitsPerVideo);
    outputs.put("logits_per_text", logitsPerText);
    outputs.put("probs", probs);
    loss.ifPresent(value -> outputs.put("loss", FloatArray.of(new float[] {value})));
    return outputs;
  }
}
