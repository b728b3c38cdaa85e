package io.github.xclip4j.video;

/**
 * Where along the longer side of a frame the crop lies. Along the shorter side it is centred. The three together are
 * mmcv's {@code ThreeCrop}, whose order is {@link #START}, {@link #END}, {@link #CENTER}.
 */
public enum CropPosition {
  /** At the left of a wide frame, at the top of a high one. */
  START,
  /** In the middle, as the published models' preprocessing has it. */
  CENTER,
  /** At the right of a wide frame, at the bottom of a high one; one pixel before the last if the rest is odd. */
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
