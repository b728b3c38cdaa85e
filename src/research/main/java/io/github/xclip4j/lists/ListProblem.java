package io.github.xclip4j.lists;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is wrong with a line of a list or label file.
 *
 * @param line counted from 1; empty if it concerns no line
 * @param detail for the reader; may be empty
 * @param entry the video that the line names, where that much could be read: a missing file, for example
 */
public record ListProblem(OptionalInt line, ProblemKind kind, String detail, Optional<VideoEntry> entry) {
  static ListProblem of(int line, ProblemKind kind, String detail) {
    return new ListProblem(line < 1 ? OptionalInt.empty() : OptionalInt.of(line), kind, detail, Optional.empty());
  }

  static ListProblem of(VideoEntry entry, ProblemKind kind, String detail) {
    return new ListProblem(entry.line() < 1 ? OptionalInt.empty() : OptionalInt.of(entry.line()), kind, detail,
        Optional.of(entry));
  }

  /** Whether the line still counts. */
  public boolean isSuspicion() {
    return kind == ProblemKind.NAME_CONTRADICTS_CLASS;
  }

  /** One line for people: {@code "list.txt, line 3: class out of range: 5, with 5 classes"}. */
  public String describe(Path file) {
    return file + (line.isPresent() ? ", line " + line.getAsInt() : "") + ": " + kind
        + (detail.isEmpty() ? "" : ": " + detail);
  }
}
