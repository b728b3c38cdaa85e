package io.github.xclip4j.cli.options;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 has them, one record a line. */
public final class Csv {
  private Csv() {}

  /**
   * The fields of one line; quoted fields may hold separators and doubled quotes, but no line break.
   *
   * @throws IllegalArgumentException if a quote is never closed
   */
  static List<String> fields(String line, char separator) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.toString().isBlank())) {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a quote is opened and never closed: " + line);
    }
    fields.add(field.toString().strip());
    return fields;
  }

  /** A field, in quotes where it needs them. */
  public static String quote(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        && field.equals(field.strip());
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
