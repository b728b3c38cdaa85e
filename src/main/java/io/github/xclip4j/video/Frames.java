package io.github.xclip4j.video;

/**
 * Decoded frames of one size. Two are equal only if they share the array {@link #rgb()}.
 *
 * @param rgb 8-bit red, green, blue, interleaved: [count, height, width, 3]; not copied
 */
public record Frames(int count, int height, int width, byte[] rgb) {
  /** Bytes of a pixel. */
  public static final int CHANNELS = 3;

  /**
   * @throws IllegalArgumentException if there is no frame or no pixel, or {@code rgb} does not have the length for them
   */
  public Frames {
    if (count < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "frames need at least one frame and one pixel: got " + count + " frames of " + width + "x" + height);
    }
    long bytes = Math.multiplyExact((long) count * CHANNELS, (long) height * width);
    if (bytes != rgb.length) {
      throw new IllegalArgumentException(count + " frames of " + width + "x" + height + " RGB pixels are " + bytes
          + " bytes, but " + rgb.length + " were given");
    }
  }

  /** Bytes of one frame. */
  public int frameBytes() {
    return height * width * CHANNELS;
  }

  /** The sizes, {@code "8 frames of 320x240"}. */
  @Override
  public String toString() {
    return count + (count == 1 ? " frame of " : " frames of ") + width + "x" + height;
  }
}
