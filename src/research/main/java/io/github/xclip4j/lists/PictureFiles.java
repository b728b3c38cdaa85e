package io.github.xclip4j.lists;

import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.FrameSource;
import java.io.IOException;
import java.nio.file.Path;

/** Some pictures of a folder as a video. */
record PictureFiles(Path folder, VideoEntry.Pictures pictures, VideoRoot.Opener opener) implements FrameSource {
  @Override
  public String description() {
    return folder.toString();
  }

  @Override
  public int frameCount() {
    return pictures.count();
  }

  @Override
  public void read(int[] indices, Receiver frames) throws IOException {
    for (int index : indices) {
      Path file = folder.resolve(pictures.name(index));
      frames.accept(index, opener.open(file).sample(FrameSampler.of(0), 1).frames());
    }
  }
}
