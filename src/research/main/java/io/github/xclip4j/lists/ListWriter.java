package io.github.xclip4j.lists;

import io.github.xclip4j.cli.options.Csv;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes lists in the authors' format. */
public final class ListWriter {
  private ListWriter() {}

  /**
   * Lines {@code path class}.
   *
   * @throws IllegalArgumentException naming a video whose path holds a blank, that has not exactly one class, or is a
   *     folder of pictures
   */
  public static String videoX(List<VideoEntry> entries) {
    StringBuilder text = new StringBuilder();
    for (VideoEntry entry : entries) {
      if (entry.path().chars().anyMatch(Character::isWhitespace)) {
        throw new IllegalArgumentException(
            "'" + entry.path() + "' holds a blank, which lines of path and class cannot: "
                + "write a .json list");
      }
      text.append(entry.path()).append(' ').append(label(entry)).append('\n');
    }
    return text.toString();
  }

  /**
   * The same as JSON, {@code [{"filename": path, "label": [class]}]}, whose paths may hold blanks.
   *
   * @throws IllegalArgumentException naming a video that has not exactly one class
   */
  public static String videoXJson(List<VideoEntry> entries) {
    List<String> rows = entries.stream()
        .map(entry -> "{\"filename\": " + JsonNodeFactory.instance.stringNode(entry.path()) + ", \"label\": ["
            + label(entry) + "]}")
        .toList();
    return "[" + String.join(",\n ", rows) + "]\n";
  }

  private static int label(VideoEntry entry) {
    if (entry.pictures().isPresent()) {
      throw new IllegalArgumentException(entry.path() + " is a folder of pictures: lists of this kind name files");
    }
    return entry.label()
        .orElseThrow(() -> new IllegalArgumentException(entry.path() + " has not exactly one class"));
  }

  /** A label file with the header {@code id,name}. */
  public static String labels(ClassNames classes) {
    StringBuilder text = new StringBuilder("id,name\n");
    for (int i = 0; i < classes.count(); i++) {
      text.append(i).append(',').append(Csv.quote(classes.name(i))).append('\n');
    }
    return text.toString();
  }
}
