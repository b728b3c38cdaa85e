package io.github.xclip4j.lists;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** UCF-101's official lists: the folder of a video is its class; numbers start at 1. */
final class UcfLists {
  private UcfLists() {}

  /**
   * Reads {@code classInd.txt}: {@code number name} from 1 on.
   *
   * @param problems takes what is wrong with it
   */
  static ClassNames classes(Path file, List<ListProblem> problems) throws IOException {
    TextLines lines = TextLines.read(file);
    problems.addAll(lines.problems());
    List<String> names = new ArrayList<>();
    int previous = 0;
    for (int i = 0; i < lines.lines().size(); i++) {
      String[] fields = lines.lines().get(i).strip().split("\\s+", 2);
      if (fields[0].isEmpty()) {
        continue;
      }
      if (!fields[0].matches("\\d{1,9}") || fields.length < 2) {
        problems.add(ListProblem.of(i + 1, ProblemKind.CLASS_NOT_A_NUMBER, lines.lines().get(i)));
        continue;
      }
      int number = Integer.parseInt(fields[0]);
      if (number < 1) {
        problems.add(ListProblem.of(i + 1, ProblemKind.CLASS_OUT_OF_RANGE, number + "; they start at 1"));
        continue;
      }
      if (number != previous + 1) {
        problems.add(ListProblem.of(i + 1, ProblemKind.NUMBERS_WITH_A_GAP, number + " after " + previous));
      }
      previous = number;
      names.add(fields[1]);
    }
    return ClassNames.of(names);
  }

  static void read(ListReader reader, ListBuilder out) throws IOException {
    Path file = reader.classesFile("classInd.txt")
        .orElseThrow(() -> new IOException(reader.list() + ": UCF's lists need classInd.txt, which is not beside it: "
            + "name that file with --classes-from"));
    List<ListProblem> ofClasses = new ArrayList<>();
    ClassNames index = classes(file, ofClasses);
    if (!ofClasses.isEmpty()) {
      throw new IOException(ofClasses.getFirst().describe(file));
    }
    out.define(index);
    String name = reader.list().getFileName().toString();
    Optional<String> split = name.startsWith("train") ? Optional.of("train")
        : name.startsWith("test") ? Optional.of("test") : Optional.empty();
    TextLines lines = TextLines.read(reader.list());
    out.problems(lines.problems());
    for (int i = 0; i < lines.lines().size(); i++) {
      String[] fields = lines.lines().get(i).strip().split("\\s+");
      if (fields.length > 2) {
        out.problem(i + 1, ProblemKind.BLANK_IN_PATH, lines.lines().get(i).strip());
      } else if (!fields[0].isEmpty()) {
        add(i + 1, fields, index, split, out);
      }
    }
  }

  private static void add(int line, String[] fields, ClassNames index, Optional<String> split, ListBuilder out) {
    int slash = fields[0].indexOf('/');
    if (slash < 0) {
      out.problem(line, ProblemKind.NO_CLASS, fields[0] + ": in no folder");
      return;
    }
    String folder = fields[0].substring(0, slash);
    OptionalInt number = index.number(folder);
    if (number.isEmpty()) {
      out.problem(line, ProblemKind.UNKNOWN_CLASS, folder);
      return;
    }
    if (fields.length == 2 && !agrees(line, fields[1], folder, index, out)) {
      return;
    }
    OptionalInt label = out.labels().isPresent() ? out.name(line, folder) : number;
    if (label.isPresent()) {
      out.add(VideoEntry.of(line, fields[0], label, split));
    }
  }

  /** Whether a line's number is that of its folder. */
  private static boolean agrees(int line, String number, String folder, ClassNames index, ListBuilder out) {
    if (!number.matches("\\d{1,9}")) {
      out.problem(line, ProblemKind.CLASS_NOT_A_NUMBER, number);
      return false;
    }
    int row = Integer.parseInt(number) - 1;
    if (!index.has(row)) {
      out.problem(line, ProblemKind.CLASS_OUT_OF_RANGE,
          number + (row < 0 ? "; they start at 1" : ", with " + index.count() + " classes"));
      return false;
    }
    if (row != index.number(folder).orElseThrow()) {
      out.problem(line, ProblemKind.CLASS_CONTRADICTS_FOLDER,
          number + " is " + index.name(row) + ", the folder " + folder);
      return false;
    }
    return true;
  }
}
