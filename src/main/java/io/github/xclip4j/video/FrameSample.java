package io.github.xclip4j.video;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Which frames of a video were chosen.
 *
 * @param indices of the frames in the video, as the sampler chose them
 * @param available how many frames the video has
 * @param timestamps seconds from the start of the video to each of the frames; empty if unknown
 * @param framesPerSecond the video's frame rate, if known
 * @param notes what a user should know about the frames, one line each: repeats, a file that is cut off, damage
 */
public record FrameSample(int[] indices, int available, double[] timestamps, OptionalDouble framesPerSecond,
    List<String> notes) {
  /** @throws IllegalArgumentException if there are time stamps, but not one for each index */
  public FrameSample {
    if (timestamps.length != 0 && timestamps.length != indices.length) {
      throw new IllegalArgumentException(timestamps.length + " time stamps for " + indices.length + " frames");
    }
    notes = List.copyOf(notes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FrameSample sample && Arrays.equals(indices, sample.indices)
        && available == sample.available && Arrays.equals(timestamps, sample.timestamps)
        && framesPerSecond.equals(sample.framesPerSecond) && notes.equals(sample.notes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(indices), available, Arrays.hashCode(timestamps), framesPerSecond, notes);
  }

  /** The indices and what else is known, {@code "frames [3, 9] of 12, at [0.1, 0.3] s"}. */
  @Override
  public String toString() {
    return "frames " + Arrays.toString(indices) + " of " + available
        + (timestamps.length == 0 ? "" : ", at " + Arrays.toString(timestamps) + " s")
        + (notes.isEmpty() ? "" : ": " + String.join("; ", notes));
  }
}
