package io.github.xclip4j.video;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A source of frames by index: a file, a folder of images, memory, or a program's own decoder.
 * {@link Video#of(FrameSource)} adds sampling, repeated frames, and several samples from one pass.
 */
public interface FrameSource {
  /** Receives decoded frames. */
  @FunctionalInterface
  interface Receiver {
    /**
     * Receives one frame.
     *
     * @param index of the frame in the video; if one comes twice, the later frame replaces the earlier
     * @param frame a single frame; its array may be reused after this method returns
     */
    void accept(int index, Frames frame) throws IOException;
  }

  /** Takes in all frames, one after the other. */
  @FunctionalInterface
  interface TimedReceiver {
    /**
     * Takes the next frame.
     *
     * @param seconds from the start of the video, not less than those of the frame before
     * @param frame a single frame; the array may be used again once this method returns
     */
    void accept(double seconds, Frames frame) throws IOException;
  }

  /** Its name in messages, usually a path. */
  String description();

  /**
   * How many frames there are, as far as is known: before {@link #read}, the number that a container announces.
   *
   * @throws VideoException if it is not a video that can be decoded
   */
  int frameCount() throws IOException;

  /**
   * Decodes frames. If {@link #frameCount} was wrong, it hands over those of the frames that exist and returns; from
   * then on {@code frameCount} returns the true number.
   *
   * @param indices of the frames, ascending and distinct
   * @param frames receives every frame of {@code indices}
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

  /**
   * Decodes all frames in their order, each with its time: once, and in memory that does not grow with the video.
   *
   * @throws VideoException if a frame cannot be decoded, or nothing says when frames are shown
   */
  default void play(TimedReceiver frames) throws IOException {
    int count = frameCount();
    double[] stamps = timestamps();
    OptionalDouble rate = framesPerSecond();
    if (stamps.length != count && rate.isEmpty()) {
      throw new VideoException(
          description() + ": nothing says when its frames are shown; make a video of them, in which they have times");
    }
    read(IntStream.range(0, count).toArray(), (index, frame) -> frames.accept(
        stamps.length == count ? stamps[index] : index / rate.getAsDouble(), frame));
  }

  /** What a user should know about the last {@link #read} or {@link #play}, such as damage passed over: one line each. */
  default List<String> notes() {
    return List.of();
  }
}
