package io.github.xclip4j.video;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a GIF, without decoding its images.
 *
 * @param width of the whole picture, in pixels
 * @param height of the whole picture
 * @param delays how long each image is shown, in hundredths of a second
 * @param cutOff whether the file ends within an image or before the end is marked
 */
/*
 * Browsers and ffmpeg show an image with a delay of less than 2 hundredths of a second for 10 hundredths.
 */
record GifBlocks(int width, int height, List<Integer> delays, boolean cutOff) {
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;
  private static final int TRAILER = 0x3B;
  private static final int CONTROL = 0xF9;
  private static final int HAS_PALETTE = 0x80;
  private static final int SHORTEST_DELAY = 2;
  private static final int DEFAULT_DELAY = 10;

  static GifBlocks read(Path file) throws IOException {
    List<Integer> delays = new ArrayList<>();
    try (DataInputStream gif = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int width = 0;
      int height = 0;
      boolean cutOff = false;
      try {
        gif.skipNBytes("GIF89a".length());
        width = word(gif);
        height = word(gif);
        skipPalette(gif, 2);
        blocks(gif, file, width, height, delays);
      } catch (EOFException e) {
        cutOff = true;
      }
      return new GifBlocks(width, height, List.copyOf(delays), cutOff);
    }
  }

  private static void blocks(DataInputStream gif, Path file, int width, int height, List<Integer> delays)
      throws IOException {
    PixelLimit.check(file.toString(), width, height);
    int delay = DEFAULT_DELAY;
    while (true) {
      switch (gif.readUnsignedByte()) {
        case EXTENSION -> {
          if (gif.readUnsignedByte() == CONTROL) {
            delay = delay(gif);
          }
          skipSubBlocks(gif);
        }
        case IMAGE -> {
          gif.skipNBytes(4);
          PixelLimit.check(file.toString(), word(gif), word(gif));
          skipPalette(gif, 0);
          gif.skipNBytes(1);
          skipSubBlocks(gif);
          delays.add(delay);
          delay = DEFAULT_DELAY;
        }
        case TRAILER -> {
          return;
        }
        default -> {}
      }
    }
  }

  private static int delay(DataInputStream gif) throws IOException {
    int length = gif.readUnsignedByte();
    if (length < 3) {
      gif.skipNBytes(length);
      return DEFAULT_DELAY;
    }
    gif.skipNBytes(1);
    int delay = word(gif);
    gif.skipNBytes(length - 3L);
    return delay < SHORTEST_DELAY ? DEFAULT_DELAY : delay;
  }

  /** @param after bytes between the flags and the palette */
  private static void skipPalette(DataInputStream gif, int after) throws IOException {
    int flags = gif.readUnsignedByte();
    gif.skipNBytes(after + ((flags & HAS_PALETTE) == 0 ? 0 : 3L << (flags & 7) + 1));
  }

  private static void skipSubBlocks(DataInputStream gif) throws IOException {
    for (int length = gif.readUnsignedByte(); length > 0; length = gif.readUnsignedByte()) {
      gif.skipNBytes(length);
    }
  }

  private static int word(DataInputStream gif) throws IOException {
    return gif.readUnsignedByte() | gif.readUnsignedByte() << 8;
  }

  /** Seconds from the start to each image. */
  double[] timestamps() {
    double[] seconds = new double[delays.size()];
    int hundredths = 0;
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = hundredths / 100.0;
      hundredths += delays.get(i);
    }
    return seconds;
  }

  /** The mean number of images per second. */
  double framesPerSecond() {
    return 100.0 * delays.size() / delays.stream().mapToInt(Integer::intValue).sum();
  }
}
