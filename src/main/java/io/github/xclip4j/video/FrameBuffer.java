package io.github.xclip4j.video;

/** Collects frames one by one and sees to it that they are of one size. */
final class FrameBuffer {
  private final int count;
  private final String description;
  private byte[] rgb = new byte[0];
  private int height;
  private int width;
  private int filled;

  /**
   * @param count frames that will be added
   * @param description of their source, for messages
   */
  FrameBuffer(int count, String description) {
    this.count = count;
    this.description = description;
  }

  /**
   * Adds a frame.
   *
   * @param source holds the frame's pixels, interleaved, from {@code offset} on
   * @throws IllegalArgumentException if it differs in size from the first, or all frames together exceed an array
   */
  void add(int frameHeight, int frameWidth, byte[] source, int offset) {
    int bytes = checked(frameHeight, frameWidth);
    System.arraycopy(source, offset, rgb, filled * bytes, bytes);
    filled++;
  }

  /** Adds the last frame once more. */
  void repeat() {
    int bytes = height * width * Frames.CHANNELS;
    System.arraycopy(rgb, (filled - 1) * bytes, rgb, filled * bytes, bytes);
    filled++;
  }

  private int checked(int frameHeight, int frameWidth) {
    if (filled == 0) {
      long all = (long) frameHeight * frameWidth * Frames.CHANNELS * count;
      if (all > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(description + ": " + count + " frames of " + frameWidth + "x" + frameHeight
            + " are " + all + " bytes, more than the " + (Integer.MAX_VALUE - 8) + " that fit: take fewer frames");
      }
      height = frameHeight;
      width = frameWidth;
      rgb = new byte[(int) all];
    } else if (frameHeight != height || frameWidth != width) {
      throw new IllegalArgumentException(description + ": frame sizes differ, " + width + "x" + height + " and "
          + frameWidth + "x" + frameHeight + ": bring all frames to one size");
    }
    return height * width * Frames.CHANNELS;
  }

  /** All frames; as many as promised must have been added. */
  Frames frames() {
    if (filled != count) {
      throw new IllegalStateException(filled + " frames of " + count + " were added");
    }
    return new Frames(count, height, width, rgb);
  }
}
