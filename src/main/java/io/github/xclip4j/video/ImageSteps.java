package io.github.xclip4j.video;

import java.util.Optional;

/**
 * The steps that a preprocessor's config asks for.
 *
 * @param resize the size to resize to, if any
 * @param crop the size to crop to, if any
 * @param position of the crop along the longer side
 * @param tables the rescaled and normalised value of every 8-bit pixel, [3][256]
 */
record ImageSteps(Optional<Resize> resize, ResampleFilter filter, Optional<Size> crop, CropPosition position,
    float[][] tables) {
  private static final int LARGEST_EDGE = 1 << 28;

  /** A size in pixels. */
  record Size(int height, int width) {}

  /** Computes the size after resizing from the frame's size. */
  sealed interface Resize {
    Size of(int height, int width);
  }

  /** The shorter side becomes {@code edge}, the longer follows, rounded down. */
  record ShortestEdge(int edge) implements Resize {
    @Override
    public Size of(int height, int width) {
      int shorter = Math.min(height, width);
      double longerEdge = (double) ((long) edge * Math.max(height, width)) / shorter;
      if (longerEdge >= LARGEST_EDGE) {
        throw new IllegalArgumentException("a frame of " + width + "x" + height + " pixels would be " + longerEdge
            + " pixels long when its shorter side is resized to " + edge + ": crop it to usual proportions first");
      }
      int longer = (int) longerEdge;
      return width <= height ? new Size(longer, edge) : new Size(edge, longer);
    }
  }

  /** Always the same size; proportions are not kept. */
  record Exact(Size size) implements Resize {
    @Override
    public Size of(int height, int width) {
      return size;
    }
  }

  ImageSteps withPosition(CropPosition place) {
    return new ImageSteps(resize, filter, crop, place, tables);
  }

  /** The size of every result; empty if it depends on the frames'. */
  Optional<Size> fixedSize() {
    return crop
        .or(() -> resize.flatMap(rule -> rule instanceof Exact exact ? Optional.of(exact.size()) : Optional.empty()));
  }

  FrameResizer resizer(int height, int width) {
    Size resized = resize.map(rule -> rule.of(height, width)).orElse(new Size(height, width));
    boolean wide = resized.width() > resized.height();
    CropPosition alongHeight = wide ? CropPosition.CENTER : position;
    CropPosition alongWidth = wide ? position : CropPosition.CENTER;
    AxisWindow vertical = crop.map(size -> AxisWindow.cropped(height, resized.height(), size.height(), alongHeight))
        .orElse(AxisWindow.whole(height, resized.height()));
    AxisWindow horizontal = crop.map(size -> AxisWindow.cropped(width, resized.width(), size.width(), alongWidth))
        .orElse(AxisWindow.whole(width, resized.width()));
    return new FrameResizer(vertical, horizontal, filter);
  }

  /**
   * The values in the reference's arrays: rescaled in double, rounded to float, normalised in float.
   *
   * @param mean subtracted from each channel
   * @param std divides each channel
   */
  static float[][] tables(double rescale, double[] mean, double[] std) {
    float[][] tables = new float[Frames.CHANNELS][256];
    for (int channel = 0; channel < tables.length; channel++) {
      for (int value = 0; value < 256; value++) {
        tables[channel][value] = ((float) (value * rescale) - (float) mean[channel]) / (float) std[channel];
      }
    }
    return tables;
  }
}
