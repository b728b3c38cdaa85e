package io.github.xclip4j.training;

import io.github.xclip4j.FloatArray;
import java.util.List;

/** Videos as a model that is trained takes them. */
public sealed interface VideoInput {
  /** How many. */
  int videos();

  /**
   * Single videos as one batch.
   *
   * @param videos of one kind, with as many frames and pixels
   */
  static VideoInput batch(List<VideoInput> videos) {
    return Batches.join(videos);
  }

  /**
   * Normalised pixels.
   *
   * @param values [videos, frames, channels, height, width]
   */
  record Pixels(FloatArray values) implements VideoInput {
    public Pixels {
      if (values.shape().length != 5) {
        throw new IllegalArgumentException(
            "pixels are " + values + ", they must be [videos, frames, channels, height, width]");
      }
    }

    @Override
    public int videos() {
      return values.dimension(0);
    }
  }

  /**
   * What the frame tower made of the frames, for models whose frame tower is frozen.
   *
   * @param classTokens normalised, [videos, frames, D]
   * @param patches [videos, frames, patches, D]
   */
  record EncodedFrames(FloatArray classTokens, FloatArray patches) implements VideoInput {
    public EncodedFrames {
      if (classTokens.shape().length != 3 || patches.shape().length != 4
          || classTokens.dimension(0) != patches.dimension(0) || classTokens.dimension(1) != patches.dimension(1)) {
        throw new IllegalArgumentException("class tokens are " + classTokens + " and patches " + patches
            + ", they must be [videos, frames, D] and [videos, frames, patches, D]");
      }
    }

    @Override
    public int videos() {
      return classTokens.dimension(0);
    }
  }
}
