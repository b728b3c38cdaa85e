package io.github.xclip4j.video;

import java.io.IOException;
import java.util.List;

/** Something frames can be taken out of by index: a file, a folder of images, memory. */
public interface FrameSource {
  /** What to call it in messages: a path, mostly. */
  String description();

  /**
   * How many frames there are; may decode the whole video the first time.
   *
   * @throws VideoException if it is not a video that can be decoded
   */
  int frameCount() throws IOException;

  /**
   * Decodes frames.
   *
   * @param indices of the frames, ascending; an index may repeat
   * @return one frame per index, in order
   * @throws VideoException if a frame cannot be decoded
   */
  Frames read(int[] indices) throws IOException;

  /** Damage that decoding has passed over so far, one line each. */
  default List<String> notes() {
    return List.of();
  }
}
