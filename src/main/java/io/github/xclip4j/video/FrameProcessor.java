package io.github.xclip4j.video;

/**
 * Turns decoded frames into a model's pixels: resizes, crops, normalises. {@link ImageProcessor} follows a checkpoint's
 * files; others follow the protocols of an evaluation or the augmentation of a training. Safe for use by many threads.
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
