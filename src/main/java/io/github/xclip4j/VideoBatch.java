package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import java.util.Arrays;
import java.util.List;

/**
 * Preprocessed videos, ready for a model: {@code pixel_values} [videos, frames, channels, height, width], given as
 * floats or as 8-bit pixels with the tables that normalise them.
 */
public final class VideoBatch {
  private final int[] shape;
  private final float[] values;
  private final byte[] pixels;
  private final float[][] tables;

  private VideoBatch(int[] shape, float[] values, byte[] pixels, float[][] tables) {
    this.shape = shape;
    this.values = values;
    this.pixels = pixels;
    this.tables = tables;
    long elements = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    if (elements != (long) values.length + pixels.length) {
      throw new IllegalArgumentException("pixel values of shape " + Arrays.toString(shape) + " are " + elements
          + " values, not " + (values.length + pixels.length));
    }
  }

  /**
   * Normalised pixels; not copied.
   *
   * @param values in row-major order
   * @throws IllegalArgumentException if one is not finite, or if there are not as many as the dimensions say
   */
  public static VideoBatch of(float[] values, int videos, int frames, int channels, int height, int width) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException("pixel_values holds " + values[i] + " at index " + i
            + ": pixels must be finite numbers");
      }
    }
    return new VideoBatch(new int[] {videos, frames, channels, height, width}, values, new byte[0], new float[0][]);
  }

  /**
   * 8-bit pixels; not copied.
   *
   * @param pixels in row-major order, as {@link #of(float[], int, int, int, int, int)} has its values
   * @param tables the normalised value of every 8-bit pixel, [channels][256]
   */
  public static VideoBatch of(byte[] pixels, float[][] tables, int videos, int frames, int height, int width) {
    return new VideoBatch(new int[] {videos, frames, tables.length, height, width}, new float[0], pixels, tables);
  }

  /** Batches of 8-bit pixels with the same tables as one; a single batch as it is. */
  static VideoBatch joined(List<VideoBatch> batches) {
    VideoBatch first = batches.getFirst();
    for (VideoBatch batch : batches) {
      if (!Arrays.equals(batch.shape, 1, 5, first.shape, 1, 5)) {
        throw new IllegalArgumentException("videos of one batch must have as many frames and one size: the first is "
            + Arrays.toString(first.shape) + ", another " + Arrays.toString(batch.shape));
      }
    }
    if (batches.size() == 1) {
      return first;
    }
    byte[] all = new byte[batches.stream().mapToInt(batch -> batch.pixels.length).reduce(0, Math::addExact)];
    int[] shape = first.shape.clone();
    shape[0] = 0;
    int to = 0;
    for (VideoBatch batch : batches) {
      System.arraycopy(batch.pixels, 0, all, to, batch.pixels.length);
      to += batch.pixels.length;
      shape[0] += batch.shape[0];
    }
    return new VideoBatch(shape, new float[0], all, first.tables);
  }

  /** B. */
  public int videos() {
    return shape[0];
  }

  /** T. */
  public int frames() {
    return shape[1];
  }

  /** Videos {@code first} to {@code first + count − 1}. */
  VideoBatch range(int first, int count) {
    int[] part = shape.clone();
    part[0] = count;
    int each = (values.length + pixels.length) / shape[0];
    boolean floats = values.length > 0;
    return new VideoBatch(part,
        floats ? Arrays.copyOfRange(values, first * each, (first + count) * each) : values,
        floats ? pixels : Arrays.copyOfRange(pixels, first * each, (first + count) * each), tables);
  }

  /** @throws IllegalArgumentException naming both sides if the config asks for other frames, channels or sizes */
  void check(VisionConfig config) {
    int[] expected = {videos(), config.numFrames(), config.numChannels(), config.imageSize(), config.imageSize()};
    String[] names = {"videos", "frames", "channels", "pixels high", "pixels wide"};
    String[] keys = {"", "num_frames", "num_channels", "image_size", "image_size"};
    if (videos() < 1) {
      throw new IllegalArgumentException("there are no videos: pixel_values is " + Arrays.toString(shape));
    }
    for (int i = 1; i < shape.length; i++) {
      if (shape[i] != expected[i]) {
        throw new IllegalArgumentException(
            "pixel_values is " + Arrays.toString(shape) + ": " + shape[i] + " " + names[i]
                + ", but the model's vision_config." + keys[i] + " is " + expected[i]
                + "; sample and preprocess videos for this checkpoint");
      }
    }
  }

  /** @param target (videos·frames, channels·height, width) */
  void write(Context context, Tensor target) {
    if (values.length > 0) {
      context.write(target, values);
    } else {
      context.writePixels(target, pixels, tables);
    }
  }
}
