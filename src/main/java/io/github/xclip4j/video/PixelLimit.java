package io.github.xclip4j.video;

/** A few bytes can announce a picture of any size: beyond this, nothing is decoded. */
final class PixelLimit {
  /** PIL refuses larger pictures as decompression bombs; in RGB this is half a gigabyte. */
  static final long LARGEST = 178_956_970;

  private PixelLimit() {}

  /** @throws VideoException if a picture of this size is none, or larger than anything that is decoded */
  static void check(String description, int width, int height) throws VideoException {
    if (width < 1 || height < 1) {
      throw new VideoException(description + ": says that it is " + width + "x" + height + " pixels; is it damaged?");
    }
    if ((long) width * height > LARGEST) {
      throw new VideoException(description + ": says that it is " + width + "x" + height + " pixels, and at most "
          + LARGEST + " are decoded; is it damaged?");
    }
  }
}
