package io.github.xclip4j.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Files of labels: one label per line, a table with or without a header, or JSON.
 *
 * <p>Tables may be separated by commas, semicolons, tabs or bars; a column called {@code name} or {@code label} holds the
 * labels, and without a header a column of numbers beside one of texts does. JSON may be an array of strings or of
 * objects with a {@code name} or {@code label}, a map of ids to labels or of labels to ids, or an object with such a map
 * as its {@code id2label}.
 */
public final class LabelFile {
  private LabelFile() {}

  /**
   * Reads a file's labels, in the order of the file or, from a map, of the ids; empty lines are passed over.
   *
   * @throws IOException if there are none, one is empty, the file is no text, or it is not clear which part of it holds the labels
   */
  public static List<String> read(Path file) throws IOException {
    String text = Inputs.text(file, "a label file has one label per line");
    List<String> labels = JsonLabels.isJson(file, text)
        ? JsonLabels.read(file, text)
        : LabelTable.read(file, text.lines().toList());
    if (labels.isEmpty()) {
      throw new IOException(file + ": holds no labels (" + text.length() + " characters); write one label per line");
    }
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i).isBlank()) {
        throw new IOException(
            file + ": label " + (i + 1) + " of " + labels.size() + " is empty; say what it stands for");
      }
    }
    return labels;
  }

  /** Names under which label files keep labels, the likeliest first. */
  static final List<String> NAMES =
      List.of("name", "labelname", "classname", "displayname", "categoryname", "actionname",
          "label", "class", "category", "action", "activity", "caption", "text", "title", "names", "labels", "classes");

  /** A column's or field's name as {@link #NAMES} has it. */
  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_\"-]", "");
  }
}
