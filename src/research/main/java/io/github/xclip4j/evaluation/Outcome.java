package io.github.xclip4j.evaluation;

import java.util.List;
import java.util.OptionalInt;

/** What became of a video of an evaluation. */
public sealed interface Outcome {
  /** The name it has in the list. */
  String video();

  /** Its class; empty if the list does not say. */
  OptionalInt label();

  /**
   * A video with its scores.
   *
   * @param best the best classes, best first; of equal ones the smaller number first
   * @param confidence the mean probability of the best class
   * @param scores of every class; empty where results are read again
   * @param frames how many frames the video has
   * @param clips numbers of the frames that were looked at, by clip
   * @param crops where each clip was cropped, in the order of the views: crop by crop, for each clip by clip
   * @param notes what a user should know of the video, one line each
   */
  record Scored(String video, OptionalInt label, int[] best, double confidence, float[] scores, int frames,
      List<int[]> clips, List<String> crops, List<String> notes) implements Outcome {
    /** The best class. */
    public int prediction() {
      return best[0];
    }
  }

  /**
   * A video without scores.
   *
   * @param error why, in a line
   */
  record Failed(String video, OptionalInt label, String error) implements Outcome {}
}
