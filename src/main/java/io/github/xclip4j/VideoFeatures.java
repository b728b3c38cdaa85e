package io.github.xclip4j;

import io.github.xclip4j.config.XClipConfig;
import java.util.Arrays;

/**
 * What a model needs of a video to score it with any labels, now or later: a few hundred kilobytes that can be stored
 * in place of the video. {@link Session#logits(java.util.List, Labels)} computes from them exactly what it computes
 * from the video. In shapes, E is {@code projection_dim}.
 *
 * @param model the model that computed them; others refuse them
 * @param embedding of the video before normalisation ({@code get_video_features}), [E]
 * @param patches the input of the prompt generator: patch features, averaged over the frames and projected,
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
