package io.github.xclip4j.video;

import java.util.List;

/**
 * Frames taken out of a video.
 *
 * @param indices of the frames in the video, as many as frames
 * @param available frames the video has
 * @param notes what a user should know about them, one line each: repeated frames, damage that the decoder passed over
 */
public record FrameSample(Frames frames, int[] indices, int available, List<String> notes) {
  /** @throws IllegalArgumentException if there are not as many indices as frames */
  public FrameSample {
    if (indices.length != frames.count()) {
      throw new IllegalArgumentException(indices.length + " indices for " + frames.count() + " frames");
    }
    notes = List.copyOf(notes);
  }
}
