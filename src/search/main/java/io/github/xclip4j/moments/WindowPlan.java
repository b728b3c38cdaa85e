package io.github.xclip4j.moments;

/**
 * Windows of equal length at equal distances, and the times at which the model looks at each.
 *
 * <p>A window is looked at in the middles of {@code frames} equal parts; what is seen there is the frame that a player
 * shows at that time, whatever the frame rate and however it varies. At a constant rate these are the frames that
 * {@link io.github.xclip4j.video.FrameSampler#uniform()} chooses of a clip cut out at the window.
 *
 * @param frames T, the frames the model looks at
 * @param window seconds from a window's start to its end
 * @param stride seconds from a window's start to that of the next
 */
public record WindowPlan(int frames, double window, double stride) {
  /** So many more frames of the first window are kept, in case the video ends before it does. */
  private static final int FINER = 4;

  /** Clocks of containers are milliseconds at the coarsest; additions of doubles stay far below this. */
  static final double SAME_TIME = 1e-6;

  /** @throws IllegalArgumentException if one is not positive, or windows would leave gaps between them */
  public WindowPlan {
    if (frames < 1 || !(window > 0) || !(stride > 0) || stride > window || window == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("windows of " + window + " s every " + stride + " s with " + frames
          + " frames: all must be positive, and the stride no longer than the window, or what lies between is not seen");
    }
  }

  /** Seconds from the first frame to the start of a window. */
  double start(long index) {
    return index * stride;
  }

  /** Seconds from the first frame to the time at which a window is looked at. */
  double look(long index, int frame) {
    return start(index) + (frame + 0.5) * window / frames;
  }

  /**
   * Whether anything is looked at from one time until before another, or may be if the video ends within the first window.
   *
   * @param first windows before this one do not matter
   */
  boolean looks(double from, double to, long first) {
    if (first == 0 && from < window) {
      double step = window / (FINER * frames);
      double look = (Math.max(0, Math.ceil(from / step - 0.5)) + 0.5) * step;
      if (look < Math.min(to, window)) {
        return true;
      }
    }
    for (long index = Math.max(first, (long) Math.floor((from - window) / stride)); start(index) < to; index++) {
      for (int frame = 0; frame < frames; frame++) {
        double look = look(index, frame);
        if (look >= from && look < to) {
          return true;
        }
      }
    }
    return false;
  }
}
