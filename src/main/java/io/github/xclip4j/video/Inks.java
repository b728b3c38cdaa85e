package io.github.xclip4j.video;

import java.awt.image.Raster;

/** Converts cyan, magenta, yellow and black to red, green and blue. */
/*
 * Inks become colours as in PIL (cmyk2rgb in Convert.c). YCCK, which has luminance and chrominance, becomes inks as in
 * libjpeg (ycck_cmyk_convert in jdcolor.c), in its 16-bit fixed point.
 */
final class Inks {
  /** The number of inks of a pixel. */
  static final int CHANNELS = 4;

  private static final int HALF = 1 << 15;

  private Inks() {}

  /** Converts a raster of the TIFF reader, in which 0 is no ink. */
  static void ofTiff(byte[] rgb, Raster raster, int shift) {
    int[] row = new int[raster.getWidth() * raster.getNumBands()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int x = 0; x < raster.getWidth(); x++) {
        int at = x * raster.getNumBands();
        store(rgb, (y * raster.getWidth() + x) * Frames.CHANNELS,
            row[at] >> shift, row[at + 1] >> shift, row[at + 2] >> shift, row[at + 3] >> shift);
      }
    }
  }

  /** Converts a raster of a JPEG, in which 255 is no ink, as Adobe's programs write it. */
  static void ofJpeg(byte[] rgb, Raster raster, boolean ycck) {
    int[] row = new int[raster.getWidth() * CHANNELS];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int x = 0; x < row.length; x += CHANNELS) {
        if (ycck) {
          toInks(row, x);
        }
        store(rgb, (y * raster.getWidth() + x / CHANNELS) * Frames.CHANNELS,
            255 - row[x], 255 - row[x + 1], 255 - row[x + 2], 255 - row[x + 3]);
      }
    }
  }

  private static void toInks(int[] row, int at) {
    int luminance = row[at];
    int blue = row[at + 1] - 128;
    int red = row[at + 2] - 128;
    row[at] = 255 - clipped(luminance + (fixed(1.402) * red + HALF >> 16));
    row[at + 1] = 255 - clipped(luminance + (-fixed(0.34414) * blue - fixed(0.71414) * red + HALF >> 16));
    row[at + 2] = 255 - clipped(luminance + (fixed(1.772) * blue + HALF >> 16));
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << 16) + 0.5);
  }

  private static void store(byte[] rgb, int at, int cyan, int magenta, int yellow, int black) {
    rgb[at] = colour(cyan, black);
    rgb[at + 1] = colour(magenta, black);
    rgb[at + 2] = colour(yellow, black);
  }

  private static byte colour(int ink, int black) {
    int light = 255 - black;
    int product = ink * light + 128;
    return (byte) clipped(light - ((product >> 8) + product >> 8));
  }

  private static int clipped(int value) {
    return Math.min(Math.max(value, 0), 255);
  }
}
