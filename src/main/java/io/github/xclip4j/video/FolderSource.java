package io.github.xclip4j.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of images as a video, in the order of their names; {@code frame9} comes before {@code frame10}. */
/*
 * A file is a frame if either its name or its content is that of an image, because a frame that is missed would shift
 * all frames after it. Images that the JDK does not read (WebP, JPEG XL, ...) are decoded by ffmpeg, one by one. A note
 * names videos in the folder; text and other files are ignored.
 */
final class FolderSource implements FrameSource {
  private static final Set<String> USUAL = Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff");
  private static final Set<String> UNUSUAL = Set.of("jfif", "jpe", "webp", "avif", "heic", "heif", "jxl", "jp2", "j2k",
      "tga", "ppm", "pgm", "pbm", "pnm", "pam", "exr", "hdr", "dpx", "dds", "psd", "qoi", "sgi", "pcx");
  private static final Set<String> VIDEOS = Set.of("mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "ts",
      "m2ts", "mts", "flv", "wmv", "3gp", "ogv", "gif", "apng", "mjpg", "mjpeg", "y4m");
  private static final int NAMED = 3;

  private final Path folder;
  private final FileSources.Decoder decoder;
  private final List<Path> images = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  FolderSource(Path folder, FileSources.Decoder decoder) throws IOException {
    this.folder = folder;
    this.decoder = decoder;
    List<Path> unusual = new ArrayList<>();
    List<Path> videos = new ArrayList<>();
    for (Path file : entries(folder)) {
      if (Files.isDirectory(file)) {
        continue;
      }
      String extension = FileKind.extension(file);
      boolean picture = USUAL.contains(extension) || UNUSUAL.contains(extension);
      if (!Files.isRegularFile(file)) {
        if (picture) {
          FileSources.check(file);
        }
        continue;
      }
      FileKind kind = FileKind.of(file);
      if (kind == FileKind.GIF || VIDEOS.contains(extension) && kind == FileKind.VIDEO) {
        videos.add(file);
      } else if (picture || kind == FileKind.PICTURE) {
        images.add(file);
        if (!USUAL.contains(extension)) {
          unusual.add(file);
        }
      }
    }
    if (images.isEmpty()) {
      throw noImages(videos);
    }
    if (!unusual.isEmpty()) {
      notes.add(folder + ": " + names(unusual) + (unusual.size() == 1 ? " is" : " are") + " taken as "
          + (unusual.size() == 1 ? "a frame" : "frames") + ", too");
    }
    if (!videos.isEmpty()) {
      notes.add(folder + ": only the images are taken as frames; the folder also holds " + names(videos)
          + ": to use that, give it instead of the folder");
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(file -> file.getFileName().toString(), FrameNames.ORDER))
          .toList();
    }
  }

  private VideoException noImages(List<Path> videos) {
    return new VideoException(folder + ": no images in this folder; " + (videos.isEmpty()
        ? "frames are png, jpg, bmp, tif and the like"
        : "it holds " + names(videos) + ": give videos one by one"));
  }

  private static String names(List<Path> files) {
    List<String> names = files.stream().limit(NAMED).map(file -> file.getFileName().toString()).toList();
    return String.join(", ", names) + (files.size() > NAMED ? " and " + (files.size() - NAMED) + " more" : "");
  }

  @Override
  public String description() {
    return folder.toString();
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public int frameCount() {
    return images.size();
  }

  @Override
  public void read(int[] indices, Receiver frames) throws IOException {
    SameSize checked = new SameSize(frames);
    for (int index : indices) {
      readOne(images.get(index), (zero, frame) -> checked.accept(index, frame));
    }
  }

  private void readOne(Path file, Receiver frame) throws IOException {
    FrameSource source = FileSources.open(file, decoder);
    if (source.frameCount() < 1) {
      throw new VideoException(file + ": holds no image; take it out of the folder");
    }
    source.read(new int[] {0}, frame);
  }

  /** Checks that all images have one size, and names the files if not. */
  private final class SameSize implements Receiver {
    private final Receiver frames;
    private Path first = folder;
    private int height;
    private int width;

    private SameSize(Receiver frames) {
      this.frames = frames;
    }

    @Override
    public void accept(int index, Frames frame) throws IOException {
      Path file = images.get(index);
      if (height == 0) {
        first = file;
        height = frame.height();
        width = frame.width();
      } else if (frame.height() != height || frame.width() != width) {
        throw new VideoException(folder + ": frame sizes differ, " + first.getFileName() + " is " + width + "x" + height
            + " and " + file.getFileName() + " is " + frame.width() + "x" + frame.height()
            + ": bring all frames to one size");
      }
      frames.accept(index, frame);
    }
  }
}
