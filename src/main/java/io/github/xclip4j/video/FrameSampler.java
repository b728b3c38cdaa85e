package io.github.xclip4j.video;

/**
 * Chooses the frames of a video that a model looks at. Any function that chooses indices can be one, such as a lambda.
 */
@FunctionalInterface
public interface FrameSampler {
  /**
   * Chooses frames.
   *
   * @param available frames of the video, at least 1
   * @param wanted the number of frames the model looks at, at least 1; the model refuses any other number
   * @return indices from 0 to {@code available - 1}, at least one, in any order; they may repeat
   */
  int[] indices(int available, int wanted);

  /** The middle frame of each of {@code wanted} equal segments, as the published models were tested; the default. */
  static FrameSampler uniform() {
    return new Samplers.Uniform();
  }

  /**
   * Every {@code stride}-th frame from a given one on: {@code start, start + stride, …}. If the video ends too early,
   * its last frame repeats.
   *
   * @param stride from one frame to the next, at least 1
   * @param startFrame the first frame's index
   */
  static FrameSampler window(int stride, int startFrame) {
    return new Samplers.Window(stride, startFrame);
  }

  /**
   * A {@link #window} that starts at random among the frames from which it fits, or else at the first frame. The same
   * seed and video give the same frames.
   *
   * @param stride from one frame to the next, at least 1
   */
  static FrameSampler seededWindow(int stride, long seed) {
    return new Samplers.SeededWindow(stride, seed);
  }

  /**
   * The choice of {@code sample_frame_indices(clip_len, frame_sample_rate, seg_len)} in the reference's documentation
   * for a given start: {@code clip_len} frames of {@code linspace(start, start + clip_len · rate)}, the last of which
   * is the frame before the end. At rate 1 this equals {@link #window}; at higher rates the steps are a little longer
   * than the rate, and uneven.
   *
   * @param frameSampleRate at least 1
   * @param startFrame the first frame's index
   */
  static FrameSampler linspace(int frameSampleRate, int startFrame) {
    return new Samplers.Linspace(frameSampleRate, startFrame);
  }

  /** The given frames, regardless of the number wanted. */
  static FrameSampler of(int... indices) {
    return new Samplers.Listed(indices.clone());
  }

  /** Every frame, regardless of the number wanted. */
  static FrameSampler all() {
    return new Samplers.All();
  }
}
