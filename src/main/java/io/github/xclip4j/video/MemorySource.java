package io.github.xclip4j.video;

import java.io.IOException;
import java.util.Arrays;

/** Frames in memory. */
record MemorySource(Frames frames) implements FrameSource {
  @Override
  public String description() {
    return "frames in memory";
  }

  @Override
  public int frameCount() {
    return frames.count();
  }

  @Override
  public void read(int[] indices, Receiver receiver) throws IOException {
    for (int index : indices) {
      int first = index * frames.frameBytes();
      byte[] rgb = Arrays.copyOfRange(frames.rgb(), first, first + frames.frameBytes());
      receiver.accept(index, new Frames(1, frames.height(), frames.width(), rgb));
    }
  }
}
