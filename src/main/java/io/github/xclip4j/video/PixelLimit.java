package io.github.xclip4j.video;

/** The largest picture that is decoded, since a few bytes can announce a picture of any size. */
final class PixelLimit {
  /** PIL refuses larger pictures as decompression bombs; in RGB this is half a gigabyte. */
  static final long LARGEST = 178_956_970;

  private PixelLimit() {}

  /** @throws VideoException if a picture of this size has no pixels, or more than are decoded */
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
