package io.github.xclip4j;

import io.github.xclip4j.config.XClipConfig;
import java.util.Arrays;

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

  /** @throws IllegalArgumentException if another model computed them, or they do not have the shape this one gives */
  void check(ModelFingerprint user, XClipConfig config) {
    if (!model.equals(user)) {
      throw new IllegalArgumentException("the features are of the model " + model + ", this is " + user
          + ": compute them again with this one, or load that one");
    }
    int[] expected = {config.vision().patches(), config.projectionDim()};
    if (!Arrays.equals(patches.shape(), expected)) {
      throw new IllegalArgumentException(
          "the features hold patches " + patches + ", this model has " + Arrays.toString(expected));
    }
  }
}
