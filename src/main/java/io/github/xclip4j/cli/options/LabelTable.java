package io.github.xclip4j.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Labels in lines of text: a label each, or the rows of a table. */
/*
 * What a file is, is decided in this order:
 *   1. its first line is a header: one of several fields, or the only one, is a known name of a column of labels;
 *   2. its rows, but for a first line that may be a header in another language, are a number and a text;
 *   3. it is a table of which nothing says where the labels are: refused, as ids must not become labels;
 *   4. every line is a label.
 * Commas make a table of their own only in a file called .csv, as labels have commas, too.
 */
final class LabelTable {
  private static final List<Character> SEPARATORS = List.of('\t', ';', '|', ',');
  private static final Pattern SPREADSHEET_SEPARATOR = Pattern.compile("(?i)sep=(.)");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})\\s+(\\S.*)");

  private final Path file;
  private final List<Line> lines;

  /** @param number of the line in its file, from 1 */
  private record Line(int number, String text) {}

  private record Row(Line line, List<String> fields) {}

  private LabelTable(Path file, List<Line> lines) {
    this.file = file;
    this.lines = lines;
  }

  static List<String> read(Path file, List<String> text) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i);
      if (!line.isBlank() && !SPREADSHEET_SEPARATOR.matcher(line.strip()).matches()) {
        lines.add(new Line(i + 1, line));
      }
    }
    return lines.isEmpty() ? List.of() : new LabelTable(file, lines).labels();
  }

  private List<String> labels() throws IOException {
    Optional<Character> underHeader = separatorOfHeader();
    if (underHeader.isPresent()) {
      return underHeader(underHeader.get());
    }
    for (char separator : SEPARATORS) {
      Optional<List<String>> numbered =
          separator != ',' || isCsv() || lines.size() > 1 ? besideNumbers(separator) : Optional.empty();
      if (numbered.isPresent()) {
        return numbered.get();
      }
    }
    Optional<List<String>> numbered = afterNumbers();
    if (numbered.isPresent()) {
      return numbered.get();
    }
    refuseTableWithoutHeader();
    List<String> labels = new ArrayList<>();
    for (Line line : lines) {
      labels.add(isCsv() ? fields(line, ',').getFirst() : line.text.strip());
    }
    return labels;
  }

  private boolean isCsv() {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  private Optional<Character> separatorOfHeader() {
    Line first = lines.getFirst();
    for (char separator : SEPARATORS) {
      List<String> columns = columns(first, separator);
      if (columns.size() > 1 && columns.stream().anyMatch(LabelFile.NAMES::contains)) {
        return Optional.of(separator);
      }
    }
    return lines.size() > 1 && LabelFile.NAMES.contains(LabelFile.plain(first.text)) ? Optional.of(',')
        : Optional.empty();
  }

  private static List<String> columns(Line header, char separator) {
    return Csv.fields(header.text.replace("\"", ""), separator).stream().map(LabelFile::plain).toList();
  }

  private List<String> underHeader(char separator) throws IOException {
    Line header = lines.getFirst();
    List<String> columns = columns(header, separator);
    List<Row> rows = new ArrayList<>();
    for (Line line : lines.subList(1, lines.size())) {
      List<String> fields = fields(line, separator);
      if (fields.size() != columns.size()) {
        throw new IOException(file + " line " + line.number + ": " + fields.size() + " fields where the header has "
            + columns.size() + " (" + header.text.strip() + "): " + line.text.strip() + "; put labels that hold a "
            + (separator == '\t' ? "tab" : separator) + " in quotes");
      }
      rows.add(new Row(line, fields));
    }
    List<Integer> candidates = LabelFile.NAMES.stream().map(columns::indexOf).filter(column -> column >= 0).toList();
    int column = candidates.stream().filter(candidate -> !rows.stream().allMatch(row -> isNumber(row, candidate)))
        .findFirst().orElse(candidates.getFirst());
    List<String> labels = new ArrayList<>();
    for (Row row : rows) {
      if (row.fields.get(column).isEmpty()) {
        throw new IOException(file + " line " + row.line.number + ": the column " + columns.get(column) + " is empty: "
            + row.line.text.strip());
      }
      labels.add(row.fields.get(column));
    }
    return labels;
  }

  private static boolean isNumber(Row row, int column) {
    return NUMBER.matcher(row.fields.get(column)).matches();
  }

  /** Two columns, one of which numbers the rows; the first row may be a header of unknown words. */
  private Optional<List<String>> besideNumbers(char separator) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (Line line : lines) {
      if (line.text.indexOf(separator) < 0) {
        return Optional.empty();
      }
      rows.add(new Row(line, fields(line, separator)));
    }
    if (rows.stream().anyMatch(row -> row.fields.size() != 2)) {
      return Optional.empty();
    }
    for (int numbers = 0; numbers < 2; numbers++) {
      int header = isNumber(rows.getFirst(), numbers) || rows.size() == 1 ? 0 : 1;
      List<Row> body = rows.subList(header, rows.size());
      if (areDistinctNumbers(body, numbers)) {
        int labels = 1 - numbers;
        return Optional.of(body.stream().map(row -> row.fields.get(labels)).toList());
      }
    }
    return Optional.empty();
  }

  private static boolean areDistinctNumbers(List<Row> rows, int column) {
    return rows.stream().allMatch(row -> isNumber(row, column))
        && new HashSet<>(rows.stream().map(row -> row.fields.get(column)).toList()).size() == rows.size();
  }

  /** Lines that count from 0 or 1, as in UCF-101's classInd.txt: {@code 1 ApplyEyeMakeup}. */
  private Optional<List<String>> afterNumbers() {
    List<String> labels = new ArrayList<>();
    long first = 0;
    for (Line line : lines) {
      var match = NUMBERED.matcher(line.text.strip());
      if (!match.matches()) {
        return Optional.empty();
      }
      long number = Long.parseLong(match.group(1));
      first = labels.isEmpty() ? number : first;
      if (first > 1 || number != first + labels.size()) {
        return Optional.empty();
      }
      labels.add(match.group(2));
    }
    return labels.size() > 1 ? Optional.of(labels) : Optional.empty();
  }

  private void refuseTableWithoutHeader() throws IOException {
    for (char separator : SEPARATORS) {
      boolean table = separator == ',' ? isCsv() && anyHasSeveral(separator)
          : lines.size() > 1 && lines.stream().allMatch(line -> line.text.indexOf(separator) > 0);
      if (table) {
        Line first = lines.getFirst();
        throw new IOException(file + " line " + first.number + ": no column is called name or label, so nothing says "
            + "which holds the labels: " + first.text.strip() + "; begin the file with a header such as id"
            + separator + "name" + (separator == ',' ? ", or put labels that hold a comma in quotes" : ""));
      }
    }
  }

  private boolean anyHasSeveral(char separator) throws IOException {
    for (Line line : lines) {
      if (fields(line, separator).size() > 1) {
        return true;
      }
    }
    return false;
  }

  private List<String> fields(Line line, char separator) throws IOException {
    try {
      return Csv.fields(line.text, separator);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " line " + line.number + ": " + e.getMessage(), e);
    }
  }
}
