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
   * @throws ParameterException if there is no text, one is empty, or a quote is never closed
   */
  public static List<String> split(String option, String value, CommandSpec spec) {
    List<String> texts;
    try {
      texts = Csv.fields(value, ',');
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
    if (texts.stream().allMatch(String::isEmpty)) {
      throw new ParameterException(spec.commandLine(),
          option + " names no text: give at least one, separated by commas");
    }
    int empty = texts.indexOf("");
    if (empty >= 0) {
      throw new ParameterException(spec.commandLine(), option + " " + value + ": text " + (empty + 1) + " of "
          + texts.size() + " is empty: is there a comma too many?");
    }
    return texts;
  }
}
