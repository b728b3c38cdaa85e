package io.github.xclip4j.training;

import java.io.IOException;

/**
 * Videos to learn from, or to be tested on. What a sample gives depends on its number and the epoch and on nothing else,
 * so that a run can be taken up again. Called by several threads at once.
 */
public interface Samples {
  /** How many there are. */
  int count();

  /** What messages call a video; its path, mostly. */
  String name(int index);

  /** The number of the label that it shows. */
  int label(int index);

  /**
   * A single video, ready for the model.
   *
   * @param epoch from 0, by which augmentation differs
   * @throws IOException if it cannot be read; it is left out then
   */
  VideoInput load(int index, int epoch) throws IOException;
}
