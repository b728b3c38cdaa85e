package io.github.xclip4j.video;

/**
 * The position of the crop along the longer side of a frame; along the shorter side it is centred. All three are mmcv's
 * {@code ThreeCrop}, in the order {@link #START}, {@link #END}, {@link #CENTER}.
 */
public enum CropPosition {
  /** At the left of a wide frame, or at the top of a high one. */
  START,
  /** In the middle, as in the published models' preprocessing. */
  CENTER,
  /** At the right of a wide frame, or at the bottom of a high one; one pixel earlier if an odd number is left out. */
  END;

  /**
   * The first pixel of the crop.
   *
   * @param spare pixels that the crop leaves out
   */
  int first(int spare) {
    int step = spare / 2;
    return switch (this) {
      case START -> 0;
      case CENTER -> step;
      case END -> 2 * step;
    };
  }
}
