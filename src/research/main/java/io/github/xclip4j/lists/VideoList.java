package io.github.xclip4j.lists;

import java.util.List;
import java.util.Optional;

/**
 * The videos of a list.
 *
 * @param entries those that can be used, in the order of the list
 * @param problems what is wrong with the other lines
 * @param classes what the class numbers mean; empty if neither list nor label file say
 * @param leftOut videos of classes that the label file does not have, where the format allows that
 */
public record VideoList(ListFormat format, List<VideoEntry> entries, List<ListProblem> problems, ClassNames classes,
    int leftOut) {
  public VideoList {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }

  /** The videos of a split, and the problems with them and of no video. */
  public VideoList ofSplit(String split) {
    return new VideoList(format,
        entries.stream().filter(entry -> entry.split().equals(Optional.of(split))).toList(),
        problems.stream()
            .filter(problem -> problem.entry().isEmpty()
                || problem.entry().get().split().equals(Optional.of(split)))
            .toList(),
        classes, leftOut);
  }
}
