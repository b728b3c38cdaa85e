package io.github.xclip4j.video;

/** Frames handed in by the program. */
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
  public Frames read(int[] indices) {
    FrameBuffer buffer = new FrameBuffer(indices.length, description());
    for (int index : indices) {
      buffer.add(frames.height(), frames.width(), frames.rgb(), index * frames.frameBytes());
    }
    return buffer.frames();
  }
}
