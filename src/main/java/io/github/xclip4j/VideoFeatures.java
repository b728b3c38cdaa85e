package io.github.xclip4j;

/**
 * All that a model needs of a video to score it with any labels, later and as often as one likes. A few hundred kilobytes
 * that can be kept in place of the video: {@link Session#logits(java.util.List, Labels)} of it gives exactly what the
 * video itself gives. In shapes, E is {@code projection_dim}.
 *
 * @param model the model that computed it; every other one refuses it
 * @param embedding of the video before normalisation ({@code get_video_features}), [E]
 * @param patches what the prompt generator looks at: patch features averaged over the frames and projected,
 *     [patches, E]
 */
public record VideoFeatures(ModelFingerprint model, FloatArray embedding, FloatArray patches) {
  /** @throws IllegalArgumentException if the two are not one vector and rows of its length */
  public VideoFeatures {
    int[] vector = embedding.shape();
    int[] rows = patches.shape();
    if (vector.length != 1 || rows.length != 2 || rows[1] != vector[0]) {
      throw new IllegalArgumentException("the embedding is " + embedding + " and the patches are " + patches
          + ": they must be [E] and [patches, E]");
    }
  }
}
