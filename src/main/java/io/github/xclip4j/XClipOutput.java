package io.github.xclip4j;

import java.util.Optional;

/**
 * Everything a forward pass gives ({@code XCLIPOutput}), for B videos and K texts in a joint space of E dimensions.
 *
 * @param loss the contrastive loss of matching pairs, where B = K
 * @param logitsPerVideo [B, K]
 * @param logitsPerText [K, B]
 * @param probs softmax of {@code logitsPerVideo} over the texts, [B, K]
 * @param textEmbeds normalised, one per video and text, since the prompt generator makes texts video-specific: [B, K, E]
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
    EncoderOutput mitOutput) {}
