package io.github.xclip4j.cli.options;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Label files: one label per line, or a CSV with the columns {@code id,name}. */
public final class LabelFile {
  private LabelFile() {}

  /**
   * Reads a file's labels; empty lines are passed over.
   *
   * @throws IOException if there are none, or the file is no text
   */
  public static List<String> read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readString(file).replace("\uFEFF", "").lines().toList();
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": is not UTF-8 text; a label file has one label per line", e);
    }
    int header = 0;
    while (header < lines.size() && lines.get(header).isBlank()) {
      header++;
    }
    boolean table = header < lines.size() && columns(lines.get(header)).equals(List.of("id", "name"));
    List<String> labels = new ArrayList<>();
    for (int i = table ? header + 1 : header; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        labels.add(table ? name(lines.get(i), file, i + 1) : lines.get(i).strip());
      }
    }
    if (labels.isEmpty()) {
      throw new IOException(file + ": holds no labels (" + Files.size(file) + " bytes); write one label per line");
    }
    return labels;
  }

  private static List<String> columns(String line) {
    return Csv.fields(line.replace("\"", "").toLowerCase(Locale.ROOT));
  }

  private static String name(String line, Path file, int lineNumber) throws IOException {
    List<String> fields;
    try {
      fields = Csv.fields(line);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " line " + lineNumber + ": " + e.getMessage(), e);
    }
    if (fields.size() != 2 || fields.get(1).isEmpty()) {
      throw new IOException(file + " line " + lineNumber + ": " + fields.size() + " fields where the header has 2, id"
          + " and name: " + line + "; put names with commas in quotes");
    }
    return fields.get(1);
  }
}
