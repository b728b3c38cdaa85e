package io.github.xclip4j.video;

/** Which frames of a video a model looks at. Anything that chooses indices is one, a lambda for example. */
@FunctionalInterface
public interface FrameSampler {
  /**
   * Chooses frames.
   *
   * @param available frames of the video, at least 1
   * @param wanted frames the model looks at, at least 1; the model refuses another number
   * @return indices from 0 to {@code available - 1}, at least one, in any order; they may repeat
   */
  int[] indices(int available, int wanted);

  /** The middle frame of equal segments: what the published models were tested with, and the default. */
  static FrameSampler uniform() {
    return new Samplers.Uniform();
  }

  /**
   * Every {@code stride}-th frame from a given one on: {@code start, start + stride, …}; the last frame repeats where
   * the video ends before.
   *
   * @param stride from one frame to the next, at least 1
   * @param startFrame the first frame's index
   */
  static FrameSampler window(int stride, int startFrame) {
    return new Samplers.Window(stride, startFrame);
  }

  /**
   * A {@link #window} from a random frame on, among those from which it fits; the same seed and video give the same
   * frames.
   *
   * @param stride from one frame to the next, at least 1
   */
  static FrameSampler seededWindow(int stride, long seed) {
    return new Samplers.SeededWindow(stride, seed);
  }

  /**
   * What {@code sample_frame_indices(clip_len, frame_sample_rate, seg_len)} in the reference's documentation chooses
   * when it draws this start: {@code clip_len} frames from {@code linspace(start, start + clip_len · rate)}, the last
   * one the end's predecessor. At rate 1 the same as {@link #window}; above, its steps are a little longer than the
   * rate, and uneven.
   *
   * @param frameSampleRate at least 1
   * @param startFrame the first frame's index
   */
  static FrameSampler linspace(int frameSampleRate, int startFrame) {
    return new Samplers.Linspace(frameSampleRate, startFrame);
  }

  /** These frames, whatever number is wanted. */
  static FrameSampler of(int... indices) {
    return new Samplers.Listed(indices.clone());
  }

  /** Every frame, whatever number is wanted. */
  static FrameSampler all() {
    return new Samplers.All();
  }
}
