package io.github.xclip4j.video;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held, according to EXIF. The reference's {@code load_image} turns pictures upright by it, and ffmpeg
 * does the same with videos.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private static final int TAG = 0x112;
  private static final int PNG_START = 0x89504E47;
  private static final int PNG_EXIF = 0x65584966;

  private Orientation() {}

  /** @return 1 to 8; 1 if the file gives none */
  static int ofTiffOrPng(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    try {
      if (bytes.getInt(0) != PNG_START) {
        return ofTiff(file);
      }
      int at = 8;
      while (at >= 0 && at + 8 <= file.length) {
        int length = bytes.getInt(at);
        if (bytes.getInt(at + 4) == PNG_EXIF && length > 0) {
          return ofTiff(bytes.slice(at + 8, length));
        }
        at = length < 0 ? -1 : at + 12 + length;
      }
      return UPRIGHT;
    } catch (IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
  }

  /** @param tiff a TIFF file, or EXIF data, which have the same form */
  static int ofTiff(byte[] tiff) {
    return ofTiff(ByteBuffer.wrap(tiff));
  }

  private static int ofTiff(ByteBuffer tiff) {
    try {
      int order = tiff.getShort(0);
      if (order != 0x4949 && order != 0x4D4D) {
        return UPRIGHT;
      }
      ByteBuffer directory = tiff.duplicate().order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      directory.position(directory.getInt(4));
      int entries = directory.getShort() & 0xFFFF;
      int first = directory.position();
      for (int i = 0; i < entries; i++) {
        if ((directory.getShort(first + 12 * i) & 0xFFFF) == TAG) {
          int value = directory.getShort(first + 12 * i + 8);
          return value >= 1 && value <= 8 ? value : UPRIGHT;
        }
      }
      return UPRIGHT;
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      return UPRIGHT;
    }
  }

  /** Turns and mirrors a picture as its orientation says. */
  static Frames upright(Frames stored, int orientation) {
    if (orientation == UPRIGHT) {
      return stored;
    }
    boolean turned = orientation >= 5;
    int height = turned ? stored.width() : stored.height();
    int width = turned ? stored.height() : stored.width();
    byte[] rgb = new byte[stored.rgb().length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = source(orientation, y, x, stored.height(), stored.width()) * Frames.CHANNELS;
        System.arraycopy(stored.rgb(), from, rgb, (y * width + x) * Frames.CHANNELS, Frames.CHANNELS);
      }
    }
    return new Frames(1, height, width, rgb);
  }

  /** The index of the stored pixel that is shown at (y, x). */
  private static int source(int orientation, int y, int x, int storedHeight, int storedWidth) {
    int lastRow = storedHeight - 1;
    int lastColumn = storedWidth - 1;
    return switch (orientation) {
      case 2 -> y * storedWidth + lastColumn - x;
      case 3 -> (lastRow - y) * storedWidth + lastColumn - x;
      case 4 -> (lastRow - y) * storedWidth + x;
      case 5 -> x * storedWidth + y;
      case 6 -> (lastRow - x) * storedWidth + y;
      case 7 -> (lastRow - x) * storedWidth + lastColumn - y;
      case 8 -> x * storedWidth + lastColumn - y;
      default -> y * storedWidth + x;
    };
  }
}
