package io.github.xclip4j.video;

import java.io.IOException;
import java.nio.file.Path;

/** A single image, as a video of one frame. */
record PictureSource(Path file) implements FrameSource {
  @Override
  public String description() {
    return file.toString();
  }

  @Override
  public int frameCount() {
    return 1;
  }

  @Override
  public void read(int[] indices, Receiver frames) throws IOException {
    frames.accept(0, PictureFile.read(file));
  }
}
