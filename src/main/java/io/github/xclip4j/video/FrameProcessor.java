package io.github.xclip4j.video;

/**
 * Makes a model's pixels of decoded frames: resizes, crops, normalises. {@link ImageProcessor} does what a checkpoint's
 * files say; the protocols of an evaluation and a training's augmentation are others. Safe for use by many threads.
 */
@FunctionalInterface
public interface FrameProcessor {
  /**
   * Preprocesses frames, each on its own.
   *
   * @param frames one or more, of one size; not changed
   * @return as many; always with the same tables
   */
  Pixels process(Frames frames);
}
