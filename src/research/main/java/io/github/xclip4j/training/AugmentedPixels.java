package io.github.xclip4j.training;

import io.github.xclip4j.pixels.AuthorsPixels;
import io.github.xclip4j.pixels.BilinearResize;
import io.github.xclip4j.video.FrameProcessor;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Pixels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The augmentation of the authors' training, in their order, of one video in one epoch: a crop of several scales resized
 * to the model's size, a mirror image, jittered colours and grey. One video's frames share all but the amount of the
 * jitter. For one thread.
 */
/*
 * VideoX, X-CLIP/datasets/build.py and pipeline.py: Resize, MultiScaleCrop with the scales 1, .875, .75 and .66 and five
 * positions, Resize without keeping proportions, Flip, ColorJitter (p 0.8; 0.4, 0.4, 0.2, 0.1), GrayScale (p 0.2),
 * Normalize. torchvision shifts the hue in 8-bit HSV, here it is shifted without rounding in between.
 */
final class AugmentedPixels implements FrameProcessor {
  private static final double[] SCALES = {1, 0.875, 0.75, 0.66};
  private static final int TOLERANCE = 2;
  private static final float[][] TABLES = AuthorsPixels.tables();

  private final int size;
  private final Random random;
  private final int[] scales; // indices of the width's and the height's
  private final int position;
  private final boolean mirrored;
  private final boolean jittered;
  private final boolean grey;

  /** @param size pixels of a side that the model takes */
  AugmentedPixels(int size, Random random) {
    this.size = size;
    this.random = random;
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < SCALES.length; i++) {
      for (int j = 0; j < SCALES.length; j++) {
        if (Math.abs(i - j) <= 1) {
          pairs.add(new int[] {i, j});
        }
      }
    }
    scales = pairs.get(random.nextInt(pairs.size()));
    position = random.nextInt(5);
    mirrored = random.nextDouble() < 0.5;
    jittered = random.nextDouble() < 0.8;
    grey = random.nextDouble() < 0.2;
  }

  @Override
  public Pixels process(Frames frames) {
    int shortSide = (int) (256.0 / 224.0 * size);
    double factor = (double) shortSide / Math.min(frames.width(), frames.height());
    int width = (int) (frames.width() * factor + 0.5);
    int height = (int) (frames.height() * factor + 0.5);
    BilinearResize.Window window = window(width, height);
    Frames cropped = interleaved(BilinearResize.of(frames.height(), frames.width(), height, width)
        .planar(frames, window), frames.count(), window.height(), window.width());
    byte[] planar = BilinearResize.of(window.height(), window.width(), size, size)
        .planar(cropped, new BilinearResize.Window(0, 0, size, size));
    int plane = size * size;
    for (int frame = 0; frame < frames.count(); frame++) {
      change(planar, frame * 3 * plane, plane);
    }
    return new Pixels(frames.count(), size, size, planar, TABLES);
  }

  private BilinearResize.Window window(int width, int height) {
    int base = Math.min(width, height);
    int cropWidth = side(base, SCALES[scales[0]]);
    int cropHeight = side(base, SCALES[scales[1]]);
    int stepX = (width - cropWidth) / 4;
    int stepY = (height - cropHeight) / 4;
    int x = switch (position) {
      case 0, 2 -> 0;
      case 1, 3 -> 4 * stepX;
      default -> 2 * stepX;
    };
    int y = switch (position) {
      case 0, 1 -> 0;
      case 2, 3 -> 4 * stepY;
      default -> 2 * stepY;
    };
    return new BilinearResize.Window(x, y, cropWidth, cropHeight);
  }

  private int side(int base, double scale) {
    int side = (int) (base * scale);
    return Math.abs(side - size) <= TOLERANCE ? size : side;
  }

  private static Frames interleaved(byte[] planar, int count, int height, int width) {
    byte[] rgb = new byte[planar.length];
    int plane = height * width;
    for (int frame = 0; frame < count; frame++) {
      for (int channel = 0; channel < 3; channel++) {
        for (int i = 0; i < plane; i++) {
          rgb[(frame * plane + i) * 3 + channel] = planar[(frame * 3 + channel) * plane + i];
        }
      }
    }
    return new Frames(count, height, width, rgb);
  }

  private void change(byte[] planar, int first, int plane) {
    if (mirrored) {
      mirror(planar, first);
    }
    if (jittered) {
      Jitter.draw(random).apply(planar, first, plane);
    }
    if (grey) {
      for (int i = first; i < first + plane; i++) {
        byte value = (byte) Jitter.grey(planar[i] & 0xFF, planar[i + plane] & 0xFF, planar[i + 2 * plane] & 0xFF);
        planar[i] = value;
        planar[i + plane] = value;
        planar[i + 2 * plane] = value;
      }
    }
  }

  private void mirror(byte[] planar, int first) {
    for (int row = first; row < first + 3 * size * size; row += size) {
      for (int left = row, right = row + size - 1; left < right; left++, right--) {
        byte kept = planar[left];
        planar[left] = planar[right];
        planar[right] = kept;
      }
    }
  }

  /**
   * A change of colours.
   *
   * @param order of the four changes
   */
  private record Jitter(double brightness, double contrast, double saturation, double hue, List<Integer> order) {
    static Jitter draw(Random random) {
      List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
      Collections.shuffle(order, random);
      return new Jitter(factor(random, 0.4), factor(random, 0.4), factor(random, 0.2),
          (random.nextDouble() * 2 - 1) * 0.1, List.copyOf(order));
    }

    private static double factor(Random random, double by) {
      return 1 - by + random.nextDouble() * 2 * by;
    }

    /** ITU-R 601-2, as Pillow rounds it. */
    static int grey(int red, int green, int blue) {
      return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }

    void apply(byte[] planar, int first, int plane) {
      for (int each : order) {
        switch (each) {
          case 0 -> towards(planar, first, plane, 0, brightness);
          case 1 -> towards(planar, first, plane, mean(planar, first, plane), contrast);
          case 2 -> saturate(planar, first, plane);
          default -> turn(planar, first, plane);
        }
      }
    }

    private static int mean(byte[] planar, int first, int plane) {
      long sum = 0;
      for (int i = first; i < first + plane; i++) {
        sum += grey(planar[i] & 0xFF, planar[i + plane] & 0xFF, planar[i + 2 * plane] & 0xFF);
      }
      return (int) ((double) sum / plane + 0.5);
    }

    private static void towards(byte[] planar, int first, int plane, int level, double factor) {
      for (int i = first; i < first + 3 * plane; i++) {
        planar[i] = blend(level, planar[i] & 0xFF, factor);
      }
    }

    private void saturate(byte[] planar, int first, int plane) {
      for (int i = first; i < first + plane; i++) {
        int level = grey(planar[i] & 0xFF, planar[i + plane] & 0xFF, planar[i + 2 * plane] & 0xFF);
        for (int at = i; at < i + 3 * plane; at += plane) {
          planar[at] = blend(level, planar[at] & 0xFF, saturation);
        }
      }
    }

    private static byte blend(int from, int to, double factor) {
      return (byte) Math.clamp((long) (from + factor * (to - from)), 0, 255);
    }

    private void turn(byte[] planar, int first, int plane) {
      for (int i = first; i < first + plane; i++) {
        double red = planar[i] & 0xFF;
        double green = planar[i + plane] & 0xFF;
        double blue = planar[i + 2 * plane] & 0xFF;
        double max = Math.max(red, Math.max(green, blue));
        double chroma = max - Math.min(red, Math.min(green, blue));
        if (chroma == 0) {
          continue;
        }
        double sector = max == red ? (green - blue) / chroma
            : max == green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
        double turned = sector + 6 * hue;
        planar[i] = (byte) Math.rint(channel(turned, 5, max, chroma));
        planar[i + plane] = (byte) Math.rint(channel(turned, 3, max, chroma));
        planar[i + 2 * plane] = (byte) Math.rint(channel(turned, 1, max, chroma));
      }
    }

    private static double channel(double sector, int n, double max, double chroma) {
      double k = ((n + sector) % 6 + 6) % 6;
      return max - chroma * Math.clamp(Math.min(k, 4 - k), 0, 1);
    }
  }
}
