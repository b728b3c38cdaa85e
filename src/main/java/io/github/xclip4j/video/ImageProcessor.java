package io.github.xclip4j.video;

import io.github.xclip4j.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Turns decoded frames into a model's pixels: resizes, crops, rescales and normalises, equal to the bit to the
 * reference's {@code VideoMAEImageProcessor}. Safe for use by many threads.
 */
public final class ImageProcessor implements FrameProcessor {
  /** The frame size of most published models, in pixels; the crop if a file names none. */
  private static final int PUBLISHED_SIZE = 224;

  private final ImageSteps steps;
  private final AtomicReference<@Nullable FrameResizer> last = new AtomicReference<>();

  private ImageProcessor(ImageSteps steps) {
    this.steps = steps;
  }

  /**
   * Reads the preprocessing of a checkpoint, for its model: {@code preprocessor_config.json}, or the section of
   * {@code processor_config.json} that transformers 5 writes.
   *
   * @param path the checkpoint's directory, or a file of either kind
   * @param imageSize height and width of the model's frames in pixels; the crop if the file names none
   * @throws ConfigException if the file is missing, damaged, asks for something unknown, or makes frames of another
   *     size
   */
  public static ImageProcessor load(Path path, int imageSize) throws IOException {
    return new ImageProcessor(PreprocessorFile.readFor(path, imageSize));
  }

  /**
   * Reads a preprocessing file regardless of the model it is for.
   *
   * @param path the checkpoint's directory, or a file of either kind
   * @throws ConfigException if the file is missing, damaged, or asks for something unknown
   */
  public static ImageProcessor load(Path path) throws IOException {
    return new ImageProcessor(PreprocessorFile.read(path, PUBLISHED_SIZE));
  }

  /**
   * The published checkpoints' preprocessing, for any resolution: bilinear, ImageNet's mean and deviation.
   *
   * @param shortestEdge length of the shorter side after resizing, in pixels
   * @param crop height and width of the square that is cut from the centre, in pixels
   * @throws IllegalArgumentException if one is not positive
   */
  public static ImageProcessor of(int shortestEdge, int crop) {
    if (shortestEdge < 1 || crop < 1) {
      throw new IllegalArgumentException("resizing to " + shortestEdge + " and cropping to " + crop
          + " pixels: both must be at least 1");
    }
    return new ImageProcessor(PreprocessorFile.standard(
        new ImageSteps.ShortestEdge(shortestEdge), new ImageSteps.Size(crop, crop)));
  }

  /**
   * This preprocessing with the crop in another place, for protocols that average over three crops.
   *
   * @throws IllegalArgumentException if this one does not crop
   */
  public ImageProcessor withCrop(CropPosition position) {
    if (steps.crop().isEmpty()) {
      throw new IllegalArgumentException(
          "there is no crop to place at " + position + ", because this preprocessing does not crop: set "
              + "do_center_crop and crop_size in preprocessor_config.json");
    }
    return new ImageProcessor(steps.withPosition(position));
  }

  /**
   * Reads and preprocesses an image file: PNG, JPEG, BMP, TIFF or the first image of a GIF.
   *
   * @throws VideoException if it is not an image, or damaged
   */
  public Pixels process(Path image) throws IOException {
    return process(PictureFile.read(image));
  }

  /**
   * Preprocesses frames.
   *
   * @throws IllegalArgumentException if the result would be larger than an array can be
   */
  @Override
  public Pixels process(Frames frames) {
    FrameResizer resizer = resizer(frames.height(), frames.width());
    int height = resizer.outputHeight();
    int width = resizer.outputWidth();
    long frameElements = (long) Frames.CHANNELS * height * width;
    if (frameElements > Integer.MAX_VALUE / frames.count()) {
      throw new IllegalArgumentException(frames.count() + " frames of " + width + "x" + height
          + " pixels are more than an array can hold: process fewer frames at a time, or set do_center_crop");
    }
    byte[] planar = new byte[(int) frameElements * frames.count()];
    FrameResizer.Scratch scratch = resizer.scratch();
    for (int i = 0; i < frames.count(); i++) {
      resizer.resize(planar, i * (int) frameElements, frames.rgb(), i * frames.frameBytes(), scratch);
    }
    return new Pixels(frames.count(), height, width, planar, steps.tables());
  }

  /** Keeps the tables of the last size, because a video has many frames of one size. */
  private FrameResizer resizer(int height, int width) {
    FrameResizer known = last.get();
    if (known == null || !known.fits(height, width)) {
      known = steps.resizer(height, width);
      last.set(known);
    }
    return known;
  }
}
