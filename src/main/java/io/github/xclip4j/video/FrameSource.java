package io.github.xclip4j.video;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Something that frames can be taken out of by index: a file, a folder of images, memory, or a program's own decoder.
 * {@link Video#of(FrameSource)} adds the rest: sampling, repeated frames, several samples from one pass.
 */
public interface FrameSource {
  /** Takes in decoded frames. */
  @FunctionalInterface
  interface Receiver {
    /**
     * Takes one frame.
     *
     * @param index of the frame in the video; where one comes twice, the later replaces the earlier
     * @param frame a single frame; the array may be used again once this method returns
     */
    void accept(int index, Frames frame) throws IOException;
  }

  /** What to call it in messages: a path, mostly. */
  String description();

  /**
   * How many frames there are, as far as is known: a container's word until {@link #read} has decoded it.
   *
   * @throws VideoException if it is not a video that can be decoded
   */
  int frameCount() throws IOException;

  /**
   * Decodes frames. If there are other frames than {@link #frameCount} said, it hands over those that exist and returns;
   * {@code frameCount} then gives the true number.
   *
   * @param indices of the frames, ascending and distinct
   * @param frames takes every frame asked for
   * @throws VideoException if a frame cannot be decoded
   */
  void read(int[] indices, Receiver frames) throws IOException;

  /** Seconds from the start to each frame, {@link #frameCount} of them once {@link #read} is done; empty if unknown. */
  default double[] timestamps() {
    return new double[0];
  }

  /** The nominal frame rate, if known; it may need {@link #read} first. */
  default OptionalDouble framesPerSecond() {
    return OptionalDouble.empty();
  }

  /** What a user should know about the last {@link #read}, such as damage passed over: one line each. */
  default List<String> notes() {
    return List.of();
  }
}
