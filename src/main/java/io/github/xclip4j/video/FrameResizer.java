package io.github.xclip4j.video;

import java.util.Arrays;

/**
 * Resizes and crops frames of one size, equal to the bit with PIL: horizontally, rounded to 8 bits, then vertically.
 * Immutable; shared by all frames of the size.
 */
/*
 * Only rows and columns that survive the crop are computed. A row is resampled horizontally once, into a ring of as
 * many rows as the vertical filter is high, which stays in the first-level cache; the vertical pass then is a sum of
 * whole rows, which the JIT compiler vectorises. Rows are planar: all red, all green, all blue.
 */
final class FrameResizer {

  private final AxisWindow vertical;
  private final AxisWindow horizontal;
  private final ResampleTable rows;
  private final ResampleTable columns;

  FrameResizer(AxisWindow vertical, AxisWindow horizontal, ResampleFilter filter) {
    this.vertical = vertical;
    this.horizontal = horizontal;
    rows = new ResampleTable(vertical, filter);
    columns = new ResampleTable(horizontal, filter);
  }

  boolean fits(int height, int width) {
    return vertical.input() == height && horizontal.input() == width;
  }

  int outputHeight() {
    return vertical.output();
  }

  int outputWidth() {
    return horizontal.output();
  }

  /** Working memory for one thread: ring rows, then one row of sums. */
  int[] scratch() {
    return new int[Math.multiplyExact(rows.taps() + 1, rowLength())];
  }

  private int rowLength() {
    return Math.multiplyExact(Frames.CHANNELS, horizontal.count());
  }

  /**
   * Resizes one frame.
   *
   * @param planar (3, output height, output width) from {@code planarOffset}, zero before
   * @param rgb (height, width, 3) from {@code rgbOffset}
   * @param scratch what {@link #scratch} gave
   */
  void resize(byte[] planar, int planarOffset, byte[] rgb, int rgbOffset, int[] scratch) {
    int ring = rows.taps();
    int sums = ring * rowLength();
    int done = 0;
    for (int y = 0; y < vertical.count(); y++) {
      int first = rows.first(y);
      int end = first + ring;
      for (int row = Math.max(done, first); row < end; row++) {
        resampleRow(scratch, row % ring * rowLength(), rgb, rgbOffset + row * horizontal.input() * Frames.CHANNELS);
      }
      done = Math.max(done, end);
      Arrays.fill(scratch, sums, sums + rowLength(), ResampleTable.HALF);
      for (int row = first; row < end; row++) {
        addScaled(scratch, sums, row % ring * rowLength(), rows.weights()[y * ring + row - first], rowLength());
      }
      int target = planarOffset + (vertical.target() + y) * horizontal.output() + horizontal.target();
      for (int channel = 0; channel < Frames.CHANNELS; channel++) {
        store(planar, target, scratch, sums + channel * horizontal.count(), horizontal.count());
        target += vertical.output() * horizontal.output();
      }
    }
  }

  private void resampleRow(int[] row, int rowOffset, byte[] rgb, int rgbOffset) {
    int[] weights = columns.weights();
    int taps = columns.taps();
    int width = horizontal.count();
    for (int x = 0; x < width; x++) {
      int red = ResampleTable.HALF;
      int green = ResampleTable.HALF;
      int blue = ResampleTable.HALF;
      int pixel = rgbOffset + columns.first(x) * Frames.CHANNELS;
      for (int t = x * taps; t < (x + 1) * taps; t++) {
        int weight = weights[t];
        red += weight * (rgb[pixel] & 0xFF);
        green += weight * (rgb[pixel + 1] & 0xFF);
        blue += weight * (rgb[pixel + 2] & 0xFF);
        pixel += Frames.CHANNELS;
      }
      row[rowOffset + x] = clip(red);
      row[rowOffset + width + x] = clip(green);
      row[rowOffset + 2 * width + x] = clip(blue);
    }
  }

  private static void addScaled(int[] values, int target, int source, int weight, int count) {
    for (int i = 0; i < count; i++) {
      values[target + i] += weight * values[source + i];
    }
  }

  private static void store(byte[] pixels, int target, int[] sums, int source, int count) {
    for (int i = 0; i < count; i++) {
      pixels[target + i] = (byte) clip(sums[source + i]);
    }
  }

  private static int clip(int sum) {
    return Math.min(Math.max(sum >> ResampleTable.FRACTION_BITS, 0), 255);
  }
}
