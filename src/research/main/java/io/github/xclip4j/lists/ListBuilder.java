package io.github.xclip4j.lists;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Collects a list's videos and says what is wrong with those that cannot be used. */
final class ListBuilder {
  private final VideoRoot root;
  private final Optional<ClassNames> labels;
  private final ListReader.OtherClasses otherClasses;
  private final List<VideoEntry> entries = new ArrayList<>();
  private final List<ListProblem> problems = new ArrayList<>();
  private final Map<String, VideoEntry> seen = new HashMap<>();
  private ClassNames classes = ClassNames.NONE;
  private int leftOut;

  /** @param labels of the label file, if there is one: then its rows are the classes */
  ListBuilder(VideoRoot root, Optional<ClassNames> labels, ListReader.OtherClasses otherClasses) {
    this.root = root;
    this.labels = labels;
    this.otherClasses = otherClasses;
    labels.ifPresent(given -> classes = given);
  }

  VideoRoot root() {
    return root;
  }

  Optional<ClassNames> labels() {
    return labels;
  }

  /** The classes that the list itself defines; a label file's go before them. */
  void define(ClassNames defined) {
    if (labels.isEmpty()) {
      classes = defined;
    }
  }

  ClassNames classes() {
    return classes;
  }

  void problem(int line, ProblemKind kind, String detail) {
    problems.add(ListProblem.of(line, kind, detail));
  }

  void problems(List<ListProblem> more) {
    problems.addAll(more);
  }

  void leaveOut() {
    leftOut++;
  }

  /** Takes a video unless it was named before or is not there. */
  void add(VideoEntry entry) {
    VideoEntry earlier = seen.putIfAbsent(entry.key(), entry);
    if (earlier != null) {
      boolean same = earlier.classes().equals(entry.classes());
      problems.add(ListProblem.of(entry, same ? ProblemKind.DUPLICATE : ProblemKind.DUPLICATE_WITH_ANOTHER_CLASS,
          entry.path() + (same
              ? ", as in line " + earlier.line()
              : " is " + named(earlier) + " in line " + earlier.line() + ", " + named(entry) + " here")));
      return;
    }
    Optional<ListProblem> absence = root.problem(entry);
    if (absence.isPresent()) {
      problems.add(absence.get());
    } else {
      entries.add(entry);
    }
  }

  private static String named(VideoEntry entry) {
    return entry.label().isPresent() ? Integer.toString(entry.label().getAsInt()) : entry.classes().toString();
  }

  /**
   * A class given as a number; reported where it is none of the classes.
   *
   * @param number as the list has it
   */
  OptionalInt number(int line, String number) {
    if (!number.matches("[+-]?\\d{1,9}")) {
      problem(line, ProblemKind.CLASS_NOT_A_NUMBER, number);
      return OptionalInt.empty();
    }
    int parsed = Integer.parseInt(number);
    if (parsed < 0 || !classes.isEmpty() && !classes.has(parsed)) {
      problem(line, ProblemKind.CLASS_OUT_OF_RANGE,
          parsed + (classes.isEmpty() ? "" : ", with " + classes.count() + " classes"));
      return OptionalInt.empty();
    }
    return OptionalInt.of(parsed);
  }

  /** A class given by name; reported where it is none of the classes. */
  OptionalInt name(int line, String name) {
    OptionalInt number = classes.number(name);
    if (number.isEmpty() && labels.isPresent() && otherClasses == ListReader.OtherClasses.LEAVE_OUT) {
      leaveOut();
    } else if (number.isEmpty()) {
      problem(line, ProblemKind.UNKNOWN_CLASS, name);
    }
    return number;
  }

  /** A class given by name, or by number where no class has such a name. */
  OptionalInt nameOrNumber(int line, String label) {
    boolean number = classes.number(label).isEmpty() && label.matches("[+-]?\\d+");
    return number ? number(line, label) : name(line, label);
  }

  VideoList list(ListFormat format) {
    List<ListProblem> all = new ArrayList<>(problems);
    if (entries.isEmpty() && all.isEmpty() && leftOut == 0) {
      all.add(ListProblem.of(0, ProblemKind.NO_ENTRIES, ""));
    }
    return new VideoList(format, entries, all, classes, leftOut);
  }
}
