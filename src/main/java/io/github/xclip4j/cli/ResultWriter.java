package io.github.xclip4j.cli;

import java.util.List;

/** Prints classifications one after the other. */
interface ResultWriter extends AutoCloseable {
  /**
   * Prints one.
   *
   * @param frames indices of the frames the model looked at
   * @param best labels, best first
   */
  void write(String video, int[] frames, List<LabelScore> best);

  /** Prints the closing text. */
  @Override
  void close();
}
