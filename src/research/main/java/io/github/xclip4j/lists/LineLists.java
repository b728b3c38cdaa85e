package io.github.xclip4j.lists;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Lists of a video a line: the authors', and mmaction2's two. */
final class LineLists {
  private LineLists() {}

  /** A line that is not blank. */
  private record Line(int number, String text, List<String> fields) {
    String last() {
      return fields.getLast();
    }
  }

  private static List<Line> lines(ListReader reader, ListBuilder out) throws IOException {
    TextLines read = TextLines.read(reader.list());
    out.problems(read.problems());
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < read.lines().size(); i++) {
      String text = read.lines().get(i).strip();
      if (!text.isEmpty()) {
        List<String> fields = reader.delimiter()
            .map(delimiter -> Arrays.stream(text.split(Pattern.quote(delimiter))).map(String::strip).toList())
            .orElse(List.of(text.split("\\s+")));
        lines.add(new Line(i + 1, text, fields));
      }
    }
    return lines;
  }

  /** {@code path class}, split at any blanks. */
  static void readVideoX(ListReader reader, ListBuilder out) throws IOException {
    ClassesInNames inNames = new ClassesInNames(out.classes());
    List<Line> lines = lines(reader, out);
    String hint = oneBased(lines, out.classes()) ? "; no line has class 0: do the numbers start at 1?" : "";
    for (Line line : lines) {
      if (isPair(line, out)) {
        addPair(line, hint, inNames, out);
      }
    }
  }

  private static boolean isPair(Line line, ListBuilder out) {
    if (line.fields.size() == 1) {
      boolean comma = line.text.matches(".*[,;]\\s*\\d+");
      out.problem(line.number, ProblemKind.NO_CLASS,
          line.text + (comma ? ": separated by a " + (line.text.contains(",") ? "comma?" : "semicolon?") : ""));
    } else if (line.fields.size() > 2) {
      out.problem(line.number, ProblemKind.BLANK_IN_PATH, line.text);
    }
    return line.fields.size() == 2;
  }

  private static void addPair(Line line, String hint, ClassesInNames inNames, ListBuilder out) {
    OptionalInt label = number(line, line.last(), hint, out);
    if (label.isPresent()) {
      VideoEntry entry = VideoEntry.of(line.number, line.fields.getFirst(), label, Optional.empty());
      inNames.contradiction(entry).ifPresent(problem -> out.problems(List.of(problem)));
      out.add(entry);
    }
  }

  private static OptionalInt number(Line line, String text, String hint, ListBuilder out) {
    if (!hint.isEmpty() && text.equals(Integer.toString(out.classes().count()))) {
      out.problem(line.number, ProblemKind.CLASS_OUT_OF_RANGE,
          text + ", with " + out.classes().count() + " classes" + hint);
      return OptionalInt.empty();
    }
    return out.number(line.number, text);
  }

  /** Whether class numbers look as if they started at 1: the number of classes occurs, and 0 does not. */
  private static boolean oneBased(List<Line> lines, ClassNames classes) {
    String count = Integer.toString(classes.count());
    return !classes.isEmpty() && lines.stream().anyMatch(line -> line.last().equals(count))
        && lines.stream().noneMatch(line -> line.last().equals("0"));
  }

  /** {@code path class}, {@code path}, or {@code path class class …}. */
  static void readVideos(ListReader reader, ListBuilder out) throws IOException {
    ClassesInNames inNames = new ClassesInNames(out.classes());
    for (Line line : lines(reader, out)) {
      if (line.fields.size() == 1) {
        out.add(VideoEntry.of(line.number, line.text, OptionalInt.empty(), Optional.empty()));
      } else if (line.fields.size() == 2) {
        addPair(line, "", inNames, out);
      } else if (reader.multiplicity() == ListReader.Multiplicity.SEVERAL
          || FormatDetection.isMultiClass(line.fields)) {
        addSeveral(line, out);
      } else {
        out.problem(line.number, ProblemKind.BLANK_IN_PATH, line.text);
      }
    }
  }

  private static void addSeveral(Line line, ListBuilder out) {
    List<Integer> classes = new ArrayList<>();
    for (String field : line.fields.subList(1, line.fields.size())) {
      OptionalInt label = out.number(line.number, field);
      if (label.isEmpty()) {
        return;
      }
      classes.add(label.getAsInt());
    }
    out.add(new VideoEntry(line.number, line.fields.getFirst(), classes, Optional.empty(), Optional.empty(),
        OptionalInt.empty()));
  }

  /** {@code folder frames class}, or {@code folder offset frames class} if the first line has four fields. */
  static void readRawframes(ListReader reader, ListBuilder out) throws IOException {
    List<Line> lines = lines(reader, out);
    int wanted = !lines.isEmpty() && lines.getFirst().fields.size() == 4 ? 4 : 3;
    for (Line line : lines) {
      if (line.fields.size() < wanted) {
        out.problem(line.number, ProblemKind.NO_CLASS, line.text);
        continue;
      }
      if (line.fields.size() > wanted) {
        out.problem(line.number, ProblemKind.BLANK_IN_PATH, line.text);
        continue;
      }
      String offset = wanted == 4 ? line.fields.get(1) : "0";
      String count = line.fields.get(wanted - 2);
      if (!offset.matches("\\d{1,9}") || !count.matches("\\d{1,9}") || Integer.parseInt(count) == 0) {
        out.problem(line.number, ProblemKind.FRAME_COUNT_NOT_A_NUMBER, offset.matches("\\d{1,9}") ? count : offset);
        continue;
      }
      OptionalInt label = out.number(line.number, line.last());
      if (label.isPresent()) {
        int frames = Integer.parseInt(count);
        VideoEntry.Pictures pictures = new VideoEntry.Pictures(Integer.parseInt(offset) + 1, frames);
        out.add(new VideoEntry(line.number, line.fields.getFirst(), List.of(label.getAsInt()), Optional.empty(),
            Optional.of(pictures), OptionalInt.of(frames)));
      }
    }
  }
}
