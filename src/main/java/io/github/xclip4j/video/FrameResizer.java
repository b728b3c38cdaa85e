package io.github.xclip4j.video;

import java.util.Arrays;

/**
 * Resizes and crops frames of one size, equal to the bit with PIL: horizontally, rounded to 8 bits, then vertically.
 * Immutable; shared by all frames of the size.
 */
/*
 * Only rows and columns that survive the crop are computed. A row is resampled horizontally once, into a ring of as
 * many rows as the vertical filter is high, which stays in cache; the vertical pass then is a sum of whole rows.
 * All inner loops run over whole arrays from 0: with offsets into one array the JIT compiler does not vectorise them.
 */
final class FrameResizer {
  private final AxisWindow vertical;
  private final AxisWindow horizontal;
  private final ResampleTable rows;
  private final RowResampler columns;

  FrameResizer(AxisWindow vertical, AxisWindow horizontal, ResampleFilter filter) {
    this.vertical = vertical;
    this.horizontal = horizontal;
    rows = new ResampleTable(vertical, filter);
    columns = new RowResampler(new ResampleTable(horizontal, filter), horizontal.count());
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

  /** Working memory of one thread: (vertical taps, 3, kept columns), and two rows of kept columns. */
  static final class Scratch {
    private final int[][][] ring;
    private final int[] pixels;
    private final int[] sums;

    private Scratch(int taps, int columns) {
      ring = new int[taps][Frames.CHANNELS][columns];
      pixels = new int[columns];
      sums = new int[columns];
    }
  }

  Scratch scratch() {
    return new Scratch(rows.taps(), horizontal.count());
  }

  /**
   * Resizes one frame.
   *
   * @param planar (3, output height, output width) from {@code planarOffset}, zero before
   * @param rgb (height, width, 3) from {@code rgbOffset}
   * @param scratch from {@link #scratch}
   */
  void resize(byte[] planar, int planarOffset, byte[] rgb, int rgbOffset, Scratch scratch) {
    int taps = rows.taps();
    int done = 0;
    for (int y = 0; y < vertical.count(); y++) {
      int first = rows.first(y);
      for (int row = Math.max(done, first); row < first + taps; row++) {
        int offset = rgbOffset + row * horizontal.input() * Frames.CHANNELS;
        columns.resample(scratch.ring[row % taps], rgb, offset, scratch.pixels);
      }
      done = Math.max(done, first + taps);
      int target = planarOffset + (vertical.target() + y) * horizontal.output() + horizontal.target();
      for (int channel = 0; channel < Frames.CHANNELS; channel++) {
        Arrays.fill(scratch.sums, ResampleTable.HALF);
        for (int tap = 0; tap < taps; tap++) {
          addScaled(scratch.sums, scratch.ring[(first + tap) % taps][channel], rows.weights()[y * taps + tap]);
        }
        store(planar, target, scratch.sums);
        target += vertical.output() * horizontal.output();
      }
    }
  }

  private static void addScaled(int[] sums, int[] row, int weight) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += weight * row[x];
    }
  }

  private static void store(byte[] pixels, int target, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      pixels[target + x] = (byte) Math.min(Math.max(sums[x] >> ResampleTable.FRACTION_BITS, 0), 255);
    }
  }
}
