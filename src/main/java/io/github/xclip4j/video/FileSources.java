package io.github.xclip4j.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens a path according to its content, or explains why it is no video. */
final class FileSources {
  /** A scheme of two letters or more, so not a drive. {@link Path} has removed one of the address's two slashes. */
  private static final Pattern ADDRESS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):[/\\\\]+(.*)");

  private FileSources() {}

  /** Finds the ffmpeg to decode with. */
  interface Decoder {
    Ffmpeg find() throws VideoException;
  }

  static FrameSource open(Path path, Decoder decoder) throws IOException {
    if (Files.isDirectory(path)) {
      return new FolderSource(path, decoder);
    }
    check(path);
    FileKind kind = FileKind.of(path);
    return switch (kind) {
      case GIF -> new GifSource(path);
      case PICTURE -> new PictureSource(path);
      case VIDEO -> new FfmpegSource(path, decoder.find());
      default -> throw new VideoException(path + ": " + kind.description());
    };
  }

  /** @throws VideoException if the path is not a file that can be read, or is empty */
  static void check(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw absent(path);
    }
    if (!Files.isReadable(path)) {
      throw new VideoException(path + ": cannot be read; check its permissions");
    }
    if (!Files.isRegularFile(path)) {
      throw new VideoException(path + ": neither a file nor a folder but a pipe or device; a video is read more than "
          + "once: save it to a file and give that");
    }
    if (Files.size(path) == 0) {
      throw new VideoException(path + ": the file is empty (0 bytes); was the download or copy interrupted?");
    }
  }

  private static VideoException absent(Path path) throws IOException {
    Matcher address = ADDRESS.matcher(path.toString());
    if (Files.isSymbolicLink(path)) {
      return new VideoException(path + ": a broken link, to " + Files.readSymbolicLink(path)
          + ", which is not there; copy the file itself");
    }
    if (path.toString().equals("-")) {
      return new VideoException("-: standard input is not read; save the video to a file and give that");
    }
    if (address.matches()) {
      return new VideoException(address.group(1).equalsIgnoreCase("file")
          ? path + ": an address; give the path itself, /" + address.group(2)
          : address.group(1) + "://" + address.group(2)
              + ": an address, and only files are read; download or record it to a file and give that");
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return new VideoException(path + ": cannot be read; check its permissions");
    }
    return new VideoException(path + ": no such file; give a video, an animated GIF or a folder of images");
  }
}
