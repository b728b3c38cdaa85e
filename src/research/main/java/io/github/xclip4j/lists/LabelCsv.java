package io.github.xclip4j.lists;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A label file as the authors have it: a CSV with the header {@code id,name}, where the row is the class and the id is
 * not looked at.
 *
 * @param classes the names, verbatim; one that is missing is empty
 * @param problems what is odd about it; every row counts all the same
 */
public record LabelCsv(ClassNames classes, List<ListProblem> problems) {
  public LabelCsv {
    problems = List.copyOf(problems);
  }

  /** Where a table keeps ids and names. */
  private record Columns(int id, int name) {}

  /**
   * Reads a label file.
   *
   * @throws IOException if it cannot be read, or is no CSV in UTF-8; the message says where
   */
  public static LabelCsv read(Path file) throws IOException {
    TextLines lines = TextLines.read(file);
    if (!lines.problems().isEmpty()) {
      throw new IOException(lines.problems().getFirst().describe(file) + ": a class would be lost; save it as UTF-8");
    }
    return parse(lines.text(), file.toString());
  }

  /**
   * Reads a label file's text.
   *
   * @param origin its name, for messages
   * @throws IOException if it is no CSV; the message says where
   */
  public static LabelCsv parse(String text, String origin) throws IOException {
    List<ListProblem> problems = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Map<String, Long> lines = new HashMap<>();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), CSVFormat.DEFAULT)) {
      Columns columns = null;
      for (CSVRecord record : parser) {
        int line = (int) parser.getCurrentLineNumber();
        if (columns == null) {
          columns = columns(record, line, problems);
          if (isHeader(record)) {
            continue;
          }
        }
        String name = columns.name < record.size() ? record.get(columns.name).strip() : "";
        check(record, columns, name, line, names.size(), lines, problems);
        names.add(name);
      }
    } catch (UncheckedIOException | IOException e) {
      throw new IOException(origin + ": is no CSV (" + e.getMessage() + "); a label file has the header id,name", e);
    }
    return new LabelCsv(ClassNames.of(names), problems);
  }

  private static int column(CSVRecord record, String name) {
    return record.toList().stream().map(field -> field.strip().toLowerCase(Locale.ROOT)).toList().indexOf(name);
  }

  private static boolean isHeader(CSVRecord first) {
    return column(first, "name") >= 0;
  }

  private static Columns columns(CSVRecord first, int line, List<ListProblem> problems) {
    if (isHeader(first)) {
      int id = column(first, "id");
      if (id < 0) {
        problems.add(ListProblem.of(line, ProblemKind.NO_ID_COLUMN, "the authors' reader needs id,name"));
      }
      return new Columns(id, column(first, "name"));
    }
    problems.add(ListProblem.of(line, ProblemKind.NO_HEADER,
        "the authors' reader takes the first class for the header; the first line should be id,name"));
    boolean numbered = first.size() > 1 && first.get(0).strip().matches("\\d+");
    return numbered ? new Columns(0, 1) : new Columns(-1, 0);
  }

  private static void check(CSVRecord record, Columns columns, String name, int line, int row, Map<String, Long> lines,
      List<ListProblem> problems) {
    if (columns.id >= 0 && !record.get(columns.id).strip().equals(Integer.toString(row))) {
      problems.add(ListProblem.of(line, ProblemKind.ID_IS_NOT_THE_ROW,
          record.get(columns.id).strip() + " in row " + row + "; the row counts"));
    }
    if (name.isEmpty()) {
      problems.add(ListProblem.of(line, ProblemKind.BLANK_NAME, ""));
      return;
    }
    Long earlier = lines.putIfAbsent(name, (long) line);
    if (earlier != null) {
      problems.add(ListProblem.of(line, ProblemKind.DUPLICATE_NAME, name + ", as in line " + earlier));
    }
  }
}
