package io.github.xclip4j.training;

import io.github.xclip4j.FloatArray;
import java.util.Random;

/**
 * Mixup and cutmix of a batch, as the authors' training has them ({@code X-CLIP/utils/tools.py}): with a probability the
 * one, else the other, with one ratio and one permutation for the batch.
 *
 * @param mixupAlpha of the Beta distribution of the ratio; 0 for none
 * @param cutmixAlpha of the Beta distribution of the ratio; 0 for none
 * @param cutmixProbability of cutmix instead of mixup where there are both
 */
public record Mixing(double mixupAlpha, double cutmixAlpha, double cutmixProbability) {
  /** Leaves batches as they are. */
  public static final Mixing NONE = new Mixing(0, 0, 0);

  /** The authors' numbers. */
  public static final Mixing AUTHORS = new Mixing(0.8, 1, 0.5);

  /** A batch and what it shows. */
  record Mixed(VideoInput videos, float[] targets) {}

  public Mixing {
    if (!(mixupAlpha >= 0 && cutmixAlpha >= 0 && cutmixProbability >= 0 && cutmixProbability <= 1)) {
      throw new IllegalArgumentException("mixup α " + mixupAlpha + ", cutmix α " + cutmixAlpha + ", probability "
          + cutmixProbability + ": no α can be negative, and a probability lies between 0 and 1");
    }
  }

  /** Whether it changes anything. */
  public boolean isNone() {
    return mixupAlpha == 0 && cutmixAlpha == 0;
  }

  /**
   * Mixes a batch.
   *
   * @param targets [videos, labels], of the batch as it is
   */
  Mixed mix(VideoInput videos, float[] targets, Random random) {
    if (isNone() || !(videos instanceof VideoInput.Pixels pixels)) {
      return new Mixed(videos, targets);
    }
    boolean cut = cutmixAlpha > 0 && (mixupAlpha == 0 || random.nextDouble() < cutmixProbability);
    double ratio = beta(cut ? cutmixAlpha : mixupAlpha, random);
    int[] partner = permutation(videos.videos(), random);
    return cut ? cutmix(pixels, targets, ratio, partner, random) : mixup(pixels, targets, ratio, partner);
  }

  private static Mixed mixup(VideoInput.Pixels pixels, float[] targets, double ratio, int[] partner) {
    float[] from = pixels.values().values();
    return new Mixed(new VideoInput.Pixels(FloatArray.of(blend(from, ratio, partner), pixels.values().shape())),
        blend(targets, ratio, partner));
  }

  private static Mixed cutmix(VideoInput.Pixels pixels, float[] targets, double ratio, int[] partner, Random random) {
    int[] shape = pixels.values().shape();
    int height = shape[3];
    int width = shape[4];
    int halfHeight = (int) (height * Math.sqrt(1 - ratio)) / 2;
    int halfWidth = (int) (width * Math.sqrt(1 - ratio)) / 2;
    int centerX = random.nextInt(width);
    int centerY = random.nextInt(height);
    int left = Math.clamp(centerX - halfWidth, 0, width);
    int right = Math.clamp(centerX + halfWidth, 0, width);
    int top = Math.clamp(centerY - halfHeight, 0, height);
    int bottom = Math.clamp(centerY + halfHeight, 0, height);
    float[] from = pixels.values().values();
    float[] mixed = from.clone();
    int planes = shape[1] * shape[2];
    for (int video = 0; video < shape[0]; video++) {
      for (int plane = 0; plane < planes; plane++) {
        for (int y = top; y < bottom; y++) {
          int row = (plane * height + y) * width;
          int each = planes * height * width;
          System.arraycopy(from, partner[video] * each + row + left, mixed, video * each + row + left, right - left);
        }
      }
    }
    double kept = 1 - (double) (right - left) * (bottom - top) / (height * width);
    return new Mixed(new VideoInput.Pixels(FloatArray.of(mixed, shape)), blend(targets, kept, partner));
  }

  /** {@code ratio·x + (1 − ratio)·x[partner]}. */
  private static float[] blend(float[] values, double ratio, int[] partner) {
    int each = values.length / partner.length;
    float[] mixed = new float[values.length];
    float mine = (float) ratio;
    float others = (float) (1 - ratio);
    for (int video = 0; video < partner.length; video++) {
      for (int i = 0; i < each; i++) {
        mixed[video * each + i] = mine * values[video * each + i] + others * values[partner[video] * each + i];
      }
    }
    return mixed;
  }

  private static int[] permutation(int count, Random random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** A draw from Beta(α, α), by Jöhnk's algorithm. */
  private static double beta(double alpha, Random random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y > 0 && x + y <= 1) {
        return x / (x + y);
      }
    }
  }
}
