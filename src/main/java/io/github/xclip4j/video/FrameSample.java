package io.github.xclip4j.video;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Which frames were taken out of a video.
 *
 * @param indices of the frames in the video, as the sampler chose them
 * @param available frames the video has
 * @param timestamps seconds from the start of the video to each of the frames; empty if unknown
 * @param framesPerSecond the video's frame rate, if known
 * @param notes what a user should know about them, one line each: repeated frames, a file cut off, damage
 */
public record FrameSample(int[] indices, int available, double[] timestamps, OptionalDouble framesPerSecond,
    List<String> notes) {
  /** @throws IllegalArgumentException if there are time stamps, but not as many as indices */
  public FrameSample {
    if (timestamps.length != 0 && timestamps.length != indices.length) {
      throw new IllegalArgumentException(timestamps.length + " time stamps for " + indices.length + " frames");
    }
    notes = List.copyOf(notes);
  }
}
