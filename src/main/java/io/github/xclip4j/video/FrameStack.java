package io.github.xclip4j.video;

/** Collects frames of one size, in any layout, in one array. */
final class FrameStack {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final int count;
  private final String description;
  private byte[] bytes = new byte[0];
  private int height;
  private int width;

  /**
   * @param count how many frames there will be
   * @param description of their source, for messages
   */
  FrameStack(int count, String description) {
    this.count = count;
    this.description = description;
  }

  /**
   * Stores a frame.
   *
   * @param frame height · width · 3 values
   * @throws VideoException if it differs in size from the first, or all frames together exceed an array
   */
  void put(int position, int frameHeight, int frameWidth, byte[] frame) throws VideoException {
    if (bytes.length == 0) {
      long all = (long) frame.length * count;
      if (all > LONGEST_ARRAY) {
        throw new VideoException(description + ": " + count + " frames of " + frameWidth + "x" + frameHeight + " are "
            + all + " bytes, more than the " + LONGEST_ARRAY + " that fit: take fewer frames");
      }
      height = frameHeight;
      width = frameWidth;
      bytes = new byte[(int) all];
    } else if (frameHeight != height || frameWidth != width) {
      throw new VideoException(description + ": frame sizes differ, " + width + "x" + height + " and " + frameWidth
          + "x" + frameHeight + ": bring all frames to one size");
    }
    System.arraycopy(frame, 0, bytes, position * frame.length, frame.length);
  }

  int count() {
    return count;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** All frames, one after the other; not copied. */
  byte[] bytes() {
    return bytes;
  }
}
