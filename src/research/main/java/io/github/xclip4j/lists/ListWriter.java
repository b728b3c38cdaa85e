package io.github.xclip4j.lists;

import io.github.xclip4j.cli.options.Csv;
import java.util.List;

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
        throw new IllegalArgumentException("'" + entry.path() + "' holds a blank, which a list of this kind cannot: "
            + "rename the file");
      }
      if (entry.pictures().isPresent()) {
        throw new IllegalArgumentException(entry.path() + " is a folder of pictures: lists of this kind name files");
      }
      int label = entry.label()
          .orElseThrow(() -> new IllegalArgumentException(entry.path() + " has not exactly one class"));
      text.append(entry.path()).append(' ').append(label).append('\n');
    }
    return text.toString();
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
