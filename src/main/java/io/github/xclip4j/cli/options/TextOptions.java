package io.github.xclip4j.cli.options;

import java.util.List;
import java.util.function.Function;

/** Lists of texts on a command line. */
public final class TextOptions {
  private TextOptions() {}

  /**
   * Comma-separated texts, in quotes where one holds a comma.
   *
   * @param failure makes an exception of what is wrong
   */
  public static List<String> split(String option, String value, Function<String, RuntimeException> failure) {
    List<String> texts;
    try {
      texts = Csv.fields(value, ',').stream().filter(text -> !text.isEmpty()).toList();
    } catch (IllegalArgumentException e) {
      throw failure.apply(option + ": " + e.getMessage());
    }
    if (texts.isEmpty()) {
      throw failure.apply(option + " names no text: give at least one, separated by commas");
    }
    return texts;
  }
}
