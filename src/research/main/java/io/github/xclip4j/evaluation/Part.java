package io.github.xclip4j.evaluation;

import io.github.xclip4j.lists.ListProblem;
import io.github.xclip4j.lists.ProblemKind;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.lists.VideoList;
import io.github.xclip4j.lists.VideoRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A list that is evaluated with its labels; some protocols have several.
 *
 * @param name also of its folder; empty if it is the only one
 * @param labelsName what its labels are called in the manifest
 * @param labelText the label file's content
 */
record Part(String name, Path file, VideoList list, VideoRoot root, String labelsName, String labelText) {
  /** The classes' names. */
  List<String> names() {
    return list.classes().names();
  }

  /** Videos that are named but not there, which are failures of theirs. */
  List<VideoEntry> missing() {
    List<VideoEntry> missing = new ArrayList<>();
    for (ListProblem problem : list.problems()) {
      boolean absent = problem.kind() == ProblemKind.MISSING_FILE || problem.kind() == ProblemKind.NOT_A_FILE;
      Optional<VideoEntry> entry = problem.entry();
      if (absent && entry.isPresent()) {
        missing.add(entry.get());
      }
    }
    return missing;
  }

  /** All videos that are named: those that are there, then those that are not. */
  List<VideoEntry> videos() {
    return Stream.concat(list.entries().stream(), missing().stream()).toList();
  }

  /** Lines that name no video that could be counted. */
  List<ListProblem> malformed() {
    return list.problems().stream()
        .filter(problem -> !problem.isSuspicion() && problem.kind() != ProblemKind.MISSING_FILE
            && problem.kind() != ProblemKind.NOT_A_FILE)
        .toList();
  }
}
