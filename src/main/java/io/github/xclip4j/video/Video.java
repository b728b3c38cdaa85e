package io.github.xclip4j.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A video, wherever its frames come from. For one thread at a time. */
public final class Video {
  private final FrameSource source;

  private interface Decoder {
    Ffmpeg find() throws VideoException;
  }

  private Video(FrameSource source) {
    this.source = source;
  }

  /**
   * Opens a file or folder: a folder's images in the order of their names, GIF through the JDK, everything else
   * through ffmpeg.
   *
   * @throws VideoException if there is no such file, it is empty, or ffmpeg is needed and not there
   */
  public static Video open(Path path) throws IOException {
    return open(path, Ffmpeg::find);
  }

  /** Opens a file or folder, where a given ffmpeg decodes what the JDK cannot. */
  public static Video open(Path path, Ffmpeg ffmpeg) throws IOException {
    return open(path, () -> ffmpeg);
  }

  private static Video open(Path path, Decoder decoder) throws IOException {
    if (Files.isDirectory(path)) {
      return new Video(new FolderSource(path));
    }
    if (!Files.exists(path)) {
      throw new VideoException(path + ": no such file; give a video, an animated GIF or a folder of images");
    }
    if (!Files.isReadable(path)) {
      throw new VideoException(path + ": cannot be read; check its permissions");
    }
    if (!Files.isRegularFile(path)) {
      throw new VideoException(path + ": neither a file nor a folder; give a video, a GIF or a folder of images");
    }
    if (Files.size(path) == 0) {
      throw new VideoException(path + ": the file is empty (0 bytes); was the download or copy interrupted?");
    }
    boolean gif = path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gif");
    return new Video(gif ? new GifSource(path) : new FfmpegSource(path, decoder.find()));
  }

  /** Frames that the program has already. */
  public static Video of(Frames frames) {
    return new Video(new MemorySource(frames));
  }

  /** Frames from the program's own decoder. */
  public static Video of(FrameSource source) {
    return new Video(source);
  }

  /** What it is called in messages. */
  public String description() {
    return source.description();
  }

  /** How many frames it has; may decode the whole video. */
  public int frameCount() throws IOException {
    return source.frameCount();
  }

  /**
   * Takes frames out.
   *
   * @param wanted T, the frames the model looks at; {@link FrameSampler#all()} takes what there are
   * @throws VideoException if it cannot be decoded
   * @throws IllegalArgumentException if the sampler's start lies behind the end
   */
  public FrameSample sample(FrameSampler sampler, int wanted) throws IOException {
    int available = source.frameCount();
    int[] indices = sampler.indices(available, wanted);
    Frames frames = source.read(indices);
    List<String> notes = new ArrayList<>();
    long distinct = Arrays.stream(indices).distinct().count();
    if (distinct < indices.length) {
      notes.add(source.description() + ": " + (available < wanted
          ? "only " + available + (available == 1 ? " frame" : " frames") + " where the model looks at " + wanted
          : "the window runs past the last of " + available + " frames")
          + ", so " + (indices.length - distinct) + " are repeats");
    }
    notes.addAll(source.notes());
    return new FrameSample(frames, indices, available, notes);
  }
}
