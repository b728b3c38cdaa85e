package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.video.Pixels;
import java.util.Arrays;
import java.util.List;

/**
 * Preprocessed videos, ready for a model: {@code pixel_values} [videos, frames, channels, height, width], given as
 * floats or as 8-bit pixels with the tables that normalise them.
 */
public final class VideoBatch {
  private final Shape shape;
  private final Content content;

  /** The dimensions of {@code pixel_values}. */
  private record Shape(int videos, int frames, int channels, int height, int width) {
    Shape withVideos(int count) {
      return new Shape(count, frames, channels, height, width);
    }

    @Override
    public String toString() {
      return "[" + videos + ", " + frames + ", " + channels + ", " + height + ", " + width + "]";
    }
  }

  private sealed interface Content {
    /** Videos {@code first} to {@code first + count − 1} of {@code videos}. */
    Content range(int first, int count, int videos);

    /** @param target (videos·frames, channels·height, width) */
    void write(Context context, Tensor target);
  }

  /** Normalised values. */
  private record Floats(float[] values) implements Content {
    @Override
    public Content range(int first, int count, int videos) {
      int each = values.length / videos;
      return new Floats(Arrays.copyOfRange(values, first * each, (first + count) * each));
    }

    @Override
    public void write(Context context, Tensor target) {
      context.write(target, values);
    }
  }

  /** 8-bit pixels of each video. */
  private record Bytes(List<Pixels> videos) implements Content {
    @Override
    public Content range(int first, int count, int ofVideos) {
      return new Bytes(videos.subList(first, first + count));
    }

    @Override
    public void write(Context context, Tensor target) {
      int frame = 0;
      for (Pixels video : videos) {
        context.writePixels(target.groupRange(frame, video.count()), video.planar(), video.tables());
        frame += video.count();
      }
    }
  }

  private VideoBatch(Shape shape, Content content) {
    this.shape = shape;
    this.content = content;
  }

  /**
   * Normalised pixels.
   *
   * @param pixelValues [videos, frames, channels, height, width]; not copied
   * @throws IllegalArgumentException if it has other than five dimensions, or a value is not finite
   */
  public static VideoBatch of(FloatArray pixelValues) {
    int[] shape = pixelValues.shape();
    if (shape.length != 5) {
      throw new IllegalArgumentException("pixel_values is " + pixelValues + ", it must have five dimensions: [videos, "
          + "frames, channels, height, width]");
    }
    float[] values = pixelValues.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException("pixel_values holds " + values[i] + " at index " + i
            + ": pixels must be finite numbers");
      }
    }
    return new VideoBatch(new Shape(shape[0], shape[1], shape[2], shape[3], shape[4]), new Floats(values));
  }

  /**
   * What {@link io.github.xclip4j.video.ImageProcessor} made of videos.
   *
   * @param videos one of each video; not copied
   * @throws IllegalArgumentException if there are none, or they differ in frames or size
   */
  public static VideoBatch of(List<Pixels> videos) {
    if (videos.isEmpty()) {
      throw new IllegalArgumentException("there are no videos: give at least one");
    }
    Shape first = shape(videos.getFirst());
    for (Pixels video : videos) {
      if (!shape(video).equals(first)) {
        throw new IllegalArgumentException("videos of one batch must have as many frames and one size: the first is "
            + first + ", another " + shape(video));
      }
    }
    return new VideoBatch(first.withVideos(videos.size()), new Bytes(List.copyOf(videos)));
  }

  /** @throws IllegalArgumentException if there are not as many bytes as the sizes say */
  private static Shape shape(Pixels video) {
    Shape shape = new Shape(1, video.count(), video.tables().length, video.height(), video.width());
    long bytes =
        Math.multiplyExact((long) video.count() * video.tables().length, (long) video.height() * video.width());
    if (bytes != video.planar().length) {
      throw new IllegalArgumentException(
          "pixels of shape " + shape + " are " + bytes + " bytes, not " + video.planar().length);
    }
    return shape;
  }

  /** B. */
  public int videos() {
    return shape.videos;
  }

  /** T. */
  public int frames() {
    return shape.frames;
  }

  /** Videos {@code first} to {@code first + count − 1}. */
  VideoBatch range(int first, int count) {
    return new VideoBatch(shape.withVideos(count), content.range(first, count, videos()));
  }

  /** @throws IllegalArgumentException naming both sides if the config asks for other frames, channels or sizes */
  void check(VisionConfig config) {
    if (videos() < 1) {
      throw new IllegalArgumentException("there are no videos: pixel_values is " + shape);
    }
    check(shape.frames, "frames", config.numFrames(), "num_frames");
    check(shape.channels, "channels", config.numChannels(), "num_channels");
    check(shape.height, "pixels high", config.imageSize(), "image_size");
    check(shape.width, "pixels wide", config.imageSize(), "image_size");
  }

  private void check(int size, String what, int expected, String key) {
    if (size != expected) {
      throw new IllegalArgumentException("pixel_values is " + shape + ": " + size + " " + what
          + ", but the model's vision_config." + key + " is " + expected
          + "; sample and preprocess videos for this checkpoint");
    }
  }

  /** @param target (videos·frames, channels·height, width) */
  void write(Context context, Tensor target) {
    content.write(context, target);
  }
}
