package io.github.xclip4j.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image file: PNG, JPEG, BMP, GIF, TIFF. */
final class PictureFile {
  private PictureFile() {}

  /**
   * Reads an image, the right way up.
   *
   * @return one frame
   * @throws VideoException if it is not an image, damaged, or of a kind that the JDK does not read
   */
  static Frames read(Path file) throws IOException {
    FileSources.check(file);
    DesktopModule.require(file);
    try {
      return PictureDecoder.decode(file.toString(), Files.readAllBytes(file));
    } catch (OutOfMemoryError e) {
      throw new VideoException(file + ": " + Files.size(file) + " bytes are a picture too large for the memory; "
          + "give the JVM more (-Xmx) or make the picture smaller", e);
    }
  }
}
