package io.github.xclip4j.pixels;

import io.github.xclip4j.video.Frames;

/**
 * OpenCV's {@code resize} with {@code INTER_LINEAR} on 8-bit pictures, equal to the bit: bilinear without antialiasing,
 * half-pixel centres, weights of 11 bits. From pictures of one size to another; immutable.
 */
/*
 * OpenCV 4.6.0, modules/imgproc/src/resize.cpp: HResizeLinear, VResizeLinear with its vector form's shifts, and
 * resizeGeneric's tables. Only the window that is asked for is computed; a row is resampled horizontally once, as two
 * rows are kept.
 */
public final class BilinearResize {
  private static final int WEIGHT_ONE = 1 << 11;

  private final int width;
  private final Axis vertical;
  private final Axis horizontal;

  /**
   * A rectangle of the resized picture.
   *
   * @param left pixels left of it
   * @param top pixels above it
   */
  public record Window(int left, int top, int width, int height) {}

  /** For each place of a side: the first of two source places and their weights. */
  private record Axis(int source, int[] first, int[] weight0, int[] weight1) {
    static Axis of(int source, int target) {
      int[] first = new int[target];
      int[] weight0 = new int[target];
      int[] weight1 = new int[target];
      double scale = 1 / ((double) target / source);
      for (int place = 0; place < target; place++) {
        float at = (float) ((place + 0.5) * scale - 0.5);
        int whole = (int) Math.floor(at);
        float rest = at - whole;
        first[place] = whole;
        weight1[place] = (int) Math.rint(rest * WEIGHT_ONE);
        weight0[place] = (int) Math.rint((1 - rest) * WEIGHT_ONE);
      }
      return new Axis(source, first, weight0, weight1);
    }

    /** Horizontally, a place beyond the outer centres takes the outermost pixel. */
    Axis withWholeEdges() {
      for (int place = 0; place < first.length; place++) {
        if (first[place] < 0 || first[place] >= source - 1) {
          first[place] = clamp(first[place]);
          weight0[place] = WEIGHT_ONE;
          weight1[place] = 0;
        }
      }
      return this;
    }

    int clamp(int place) {
      return Math.clamp(place, 0, source - 1);
    }
  }

  private BilinearResize(int width, Axis vertical, Axis horizontal) {
    this.width = width;
    this.vertical = vertical;
    this.horizontal = horizontal;
  }

  /**
   * A resize of pictures of one size.
   *
   * @throws IllegalArgumentException if a side is below 1
   */
  public static BilinearResize of(int height, int width, int newHeight, int newWidth) {
    if (height < 1 || width < 1 || newHeight < 1 || newWidth < 1) {
      throw new IllegalArgumentException("resizing " + width + "x" + height + " pixels to " + newWidth + "x" + newHeight
          + ": every side must be at least 1");
    }
    return new BilinearResize(width, Axis.of(height, newHeight), Axis.of(width, newWidth).withWholeEdges());
  }

  /** Whether it takes pictures of this size. */
  public boolean takes(int height, int fromWidth) {
    return vertical.source == height && width == fromWidth;
  }

  public int newHeight() {
    return vertical.first.length;
  }

  public int newWidth() {
    return horizontal.first.length;
  }

  /** The whole resized pictures. */
  public Frames resize(Frames frames) {
    Window whole = new Window(0, 0, newWidth(), newHeight());
    byte[] rgb = new byte[Math.multiplyExact(frames.count() * Frames.CHANNELS, newHeight() * newWidth())];
    int frameBytes = Frames.CHANNELS * newHeight() * newWidth();
    for (int i = 0; i < frames.count(); i++) {
      run(rgb, i * frameBytes, Layout.INTERLEAVED, frames.rgb(), i * frames.frameBytes(), whole);
    }
    return new Frames(frames.count(), newHeight(), newWidth(), rgb);
  }

  /**
   * A window of each resized picture, channel by channel.
   *
   * @param frames of the size it takes
   * @return [count, 3, window height, window width]
   * @throws IllegalArgumentException if the window is not within the resized picture
   */
  public byte[] planar(Frames frames, Window window) {
    if (window.left < 0 || window.top < 0 || window.left + window.width > newWidth()
        || window.top + window.height > newHeight()) {
      throw new IllegalArgumentException(window + " is not within the resized picture of " + newWidth() + "x"
          + newHeight() + " pixels");
    }
    int frameBytes = Frames.CHANNELS * window.height * window.width;
    byte[] planar = new byte[Math.multiplyExact(frames.count(), frameBytes)];
    for (int i = 0; i < frames.count(); i++) {
      run(planar, i * frameBytes, Layout.PLANAR, frames.rgb(), i * frames.frameBytes(), window);
    }
    return planar;
  }

  /** How the result's bytes lie. */
  private enum Layout { INTERLEAVED, PLANAR }

  private void run(byte[] target, int offset, Layout layout, byte[] rgb, int rgbOffset, Window window) {
    int columns = Frames.CHANNELS * window.width;
    int[][] rows = new int[2][columns];
    int[] held = {-1, -1};
    for (int y = 0; y < window.height; y++) {
      int place = window.top + y;
      int upper = vertical.clamp(vertical.first[place]);
      int lower = vertical.clamp(vertical.first[place] + 1);
      hold(rows, held, upper, upper & 1, rgb, rgbOffset, window);
      hold(rows, held, lower, lower & 1, rgb, rgbOffset, window);
      int weight0 = vertical.weight0[place];
      int weight1 = vertical.weight1[place];
      int[] above = rows[upper & 1];
      int[] below = rows[lower & 1];
      switch (layout) {
        case INTERLEAVED -> {
          int first = offset + y * columns;
          for (int i = 0; i < columns; i++) {
            target[first + i] = blend(above[i], below[i], weight0, weight1);
          }
        }
        case PLANAR -> {
          for (int channel = 0; channel < Frames.CHANNELS; channel++) {
            int first = offset + (channel * window.height + y) * window.width;
            for (int x = 0, i = channel; x < window.width; x++, i += Frames.CHANNELS) {
              target[first + x] = blend(above[i], below[i], weight0, weight1);
            }
          }
        }
      }
    }
  }

  private static byte blend(int above, int below, int weight0, int weight1) {
    return (byte) ((weight0 * (above >> 4) >> 16) + (weight1 * (below >> 4) >> 16) + 2 >> 2);
  }

  /** Two neighbouring source rows are held at a time, the even one in one place and the odd one in the other. */
  private void hold(int[][] rows, int[] held, int row, int slot, byte[] rgb, int rgbOffset, Window window) {
    if (held[slot] == row) {
      return;
    }
    held[slot] = row;
    int[] sums = rows[slot];
    int start = rgbOffset + row * width * Frames.CHANNELS;
    for (int x = 0; x < window.width; x++) {
      int place = window.left + x;
      int left = start + horizontal.first[place] * Frames.CHANNELS;
      int right = start + horizontal.clamp(horizontal.first[place] + 1) * Frames.CHANNELS;
      int weight0 = horizontal.weight0[place];
      int weight1 = horizontal.weight1[place];
      for (int channel = 0; channel < Frames.CHANNELS; channel++) {
        sums[x * Frames.CHANNELS + channel] =
            (rgb[left + channel] & 0xFF) * weight0 + (rgb[right + channel] & 0xFF) * weight1;
      }
    }
  }
}
