package io.github.xclip4j.cli.options;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Lists of texts on a command line: {@code "playing sports,eating spaghetti"}. */
public final class TextList {
  private TextList() {}

  /**
   * Splits an option's value at its commas; a text that holds one is in quotes.
   *
   * @throws ParameterException if there is no text, or a quote is never closed
   */
  public static List<String> split(String option, String value, CommandSpec spec) {
    List<String> texts;
    try {
      texts = Csv.fields(value, ',').stream().filter(text -> !text.isEmpty()).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
    if (texts.isEmpty()) {
      throw new ParameterException(spec.commandLine(),
          option + " names no text: give at least one, separated by commas");
    }
    return texts;
  }
}
