package io.github.xclip4j.evaluation;

/** What becomes of videos that cannot be used. */
public enum OnError {
  /** They are listed, and counted neither as right nor as wrong. */
  SKIP,
  /** They are listed and counted as wrong. */
  WRONG,
  /** The first one ends the evaluation. */
  STOP
}
