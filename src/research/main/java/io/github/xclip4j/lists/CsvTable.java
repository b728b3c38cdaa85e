package io.github.xclip4j.lists;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A CSV list whose columns are found by name. */
final class CsvTable {
  private CsvTable() {}

  /** Takes a row: its fields by the columns' names. */
  interface Rows {
    void row(int line, Map<String, String> fields);
  }

  /** Reads a list; a missing column and rows that are too short are reported. */
  static void read(ListReader reader, List<String> needed, ListBuilder out, Rows rows) throws IOException {
    TextLines lines = TextLines.read(reader.list());
    out.problems(lines.problems());
    List<String> columns = List.of();
    int line = 1;
    try (CSVParser parser = CSVParser.parse(new StringReader(lines.text()), CSVFormat.DEFAULT)) {
      for (CSVRecord record : parser) {
        line = (int) parser.getCurrentLineNumber();
        if (columns.isEmpty()) {
          columns = record.toList().stream().map(String::strip).toList();
          List<String> missing = needed.stream().filter(Predicate.not(columns::contains)).toList();
          if (!missing.isEmpty()) {
            out.problem(line, ProblemKind.MISSING_COLUMN, String.join(", ", missing));
            return;
          }
        } else if (record.size() < columns.size()) {
          out.problem(line, ProblemKind.TOO_FEW_COLUMNS, record.size() + " of " + columns.size());
        } else {
          Map<String, String> fields = new LinkedHashMap<>();
          for (int i = 0; i < columns.size(); i++) {
            fields.put(columns.get(i), record.get(i));
          }
          rows.row(line, fields);
        }
      }
    } catch (UncheckedIOException | IOException e) {
      out.problem(line + 1, ProblemKind.NOT_CSV, String.valueOf(e.getMessage()));
    }
  }
}
