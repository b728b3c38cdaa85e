package io.github.xclip4j.training;

import java.nio.file.Path;

/** Sees how a training goes. Called by the thread that trains, between two steps. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A step is done.
   *
   * @param epoch how many passes over the videos are done, with the part of the one under way
   * @param step how many steps are done
   * @param steps of the whole run
   * @param loss the mean over the step's videos
   * @param rate of parameters that were CLIP's
   */
  record Step(double epoch, long step, long steps, double loss, double rate, int videos) {}

  default void step(Step step) {}

  /** The validation list was scored. */
  default void evaluated(double epoch, long step, Accuracy accuracy) {}

  /** A video cannot be read and is left out; said once. */
  default void leftOut(String video, Exception reason) {}

  /** A checkpoint is complete. */
  default void saved(long step, Path directory) {}

  /** Whether to end after the step that is done, with a checkpoint. */
  default boolean isStopped() {
    return false;
  }
}
