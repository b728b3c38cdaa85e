package io.github.xclip4j.lists;

import java.util.Locale;

/** What can be wrong with a line of a list or label file. */
public enum ProblemKind {
  BLANK_IN_PATH,
  BLANK_NAME,
  CLASS_CONTRADICTS_FOLDER,
  CLASS_NOT_A_NUMBER,
  CLASS_OUT_OF_RANGE,
  CLASS_WITHOUT_A_SPLIT_FILE,
  DUPLICATE,
  DUPLICATE_NAME,
  DUPLICATE_WITH_ANOTHER_CLASS,
  FILE_OUTSIDE_A_CLASS,
  FOLDER_WITHOUT_A_VIDEO,
  FRAME_COUNT_NOT_A_NUMBER,
  ID_IS_NOT_THE_ROW,
  MISSING_COLUMN,
  MISSING_FILE,
  MORE_THAN_ONE_CLASS,
  MORE_THAN_ONE_DOT,
  /** A suspicion: the line counts. */
  NAME_CONTRADICTS_CLASS,
  NO_CLASS,
  NO_ENTRIES,
  NO_HEADER,
  NO_ID_COLUMN,
  NO_PATH,
  NO_SPLIT,
  NO_VIDEO,
  NOT_A_FILE,
  NOT_CSV("not CSV"),
  NOT_JSON("not JSON"),
  NOT_UTF8("not UTF-8"),
  NUMBERS_WITH_A_GAP,
  SPLIT_UNKNOWN("split not 0, 1 or 2"),
  TIME_NOT_A_NUMBER,
  TOO_FEW_COLUMNS,
  TRUNCATED,
  UNKNOWN_CLASS;

  private final String words;

  ProblemKind() {
    words = name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  ProblemKind(String words) {
    this.words = words;
  }

  /** In words: {@code "class out of range"}. */
  @Override
  public String toString() {
    return words;
  }
}
