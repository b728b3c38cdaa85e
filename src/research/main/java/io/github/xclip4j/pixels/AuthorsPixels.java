package io.github.xclip4j.pixels;

import io.github.xclip4j.video.CropPosition;
import io.github.xclip4j.video.FrameProcessor;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Pixels;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The pixels of the authors' evaluation: the short side resized by OpenCV's bilinear filter, a square cut out,
 * normalised by ImageNet's mean and deviation. Safe for use by many threads.
 */
/*
 * VideoX, X-CLIP/datasets/build.py and pipeline.py: Resize (mmcv's rescale_size and imresize), CenterCrop or ThreeCrop,
 * Normalize (mmcv's imnormalize_). Only a test with three crops resizes the short side to the crop's own size.
 */
public final class AuthorsPixels implements FrameProcessor {
  private static final float[] MEAN = {123.675f, 116.28f, 103.53f};
  private static final float[] STD = {58.395f, 57.12f, 57.375f};
  private static final int LONGEST_SIDE = 1 << 15;
  private static final float[][] TABLES = tables();

  private final int size;
  private final int shortSide;
  private final CropPosition position;
  private final AtomicReference<@Nullable BilinearResize> last = new AtomicReference<>();

  private AuthorsPixels(int size, int shortSide, CropPosition position) {
    this.size = size;
    this.shortSide = shortSide;
    this.position = position;
  }

  /**
   * One crop from the centre; the short side is 256 where the model takes 224 pixels, 384 where it takes 336.
   *
   * @param size pixels of a side that the model takes
   */
  public static AuthorsPixels single(int size) {
    return new AuthorsPixels(size, shortSide(size), CropPosition.CENTER);
  }

  /**
   * The three crops along the longer side, in the authors' order: start, end, middle.
   *
   * @param size pixels of a side that the model takes, to which the short side is resized
   */
  public static List<AuthorsPixels> three(int size) {
    return List.of(CropPosition.START, CropPosition.END, CropPosition.CENTER).stream()
        .map(position -> new AuthorsPixels(size, size, position))
        .toList();
  }

  /** What the short side is resized to before a single crop. */
  static int shortSide(int size) {
    return (int) (256.0 / 224.0 * size);
  }

  /** The length of a side after the short one was resized. */
  static int resized(int side, int width, int height, int shortSide) {
    double factor = (double) shortSide / Math.min(width, height);
    return (int) (side * factor + 0.5);
  }

  /** The normalised value of every 8-bit pixel, [3][256]. */
  public static float[][] tables() {
    float[][] tables = new float[Frames.CHANNELS][256];
    for (int channel = 0; channel < tables.length; channel++) {
      double inverse = 1 / (double) STD[channel];
      for (int value = 0; value < 256; value++) {
        tables[channel][value] = (float) ((double) (value - MEAN[channel]) * inverse);
      }
    }
    return tables;
  }

  @Override
  public Pixels process(Frames frames) {
    BilinearResize resize = resize(frames.height(), frames.width());
    boolean wide = resize.newWidth() > resize.newHeight();
    BilinearResize.Window window = new BilinearResize.Window(
        first(resize.newWidth() - size, wide ? position : CropPosition.CENTER),
        first(resize.newHeight() - size, wide ? CropPosition.CENTER : position), size, size);
    return new Pixels(frames.count(), size, size, resize.planar(frames, window), TABLES);
  }

  /** The first pixel of the crop, of which so many are left out. */
  private static int first(int spare, CropPosition position) {
    int step = spare / 2;
    return switch (position) {
      case START -> 0;
      case CENTER -> step;
      case END -> 2 * step;
    };
  }

  private BilinearResize resize(int height, int width) {
    BilinearResize known = last.get();
    if (known == null || !known.takes(height, width)) {
      int newHeight = resized(height, width, height, shortSide);
      int newWidth = resized(width, width, height, shortSide);
      if (Math.max(newHeight, newWidth) > LONGEST_SIDE) {
        throw new IllegalArgumentException("a frame of " + width + "x" + height + " pixels would be " + newWidth + "x"
            + newHeight + " when its shorter side is resized to " + shortSide
            + ": cut it to usual proportions before");
      }
      known = BilinearResize.of(height, width, newHeight, newWidth);
      last.set(known);
    }
    return known;
  }

  @Override
  public String toString() {
    return "short side " + shortSide + ", crop " + size + " at " + position;
  }
}
