package io.github.xclip4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Notes that a user should read before the probabilities of a label set. */
final class LabelNotes {
  private static final int SHOWN = 3;

  private LabelNotes() {}

  /**
   * Notes on a label set of one label, and on labels that the model cannot tell apart.
   *
   * @param contents what the model reads of each label; equal for labels that differ only in case, for example
   */
  static List<String> of(List<String> names, List<?> contents) {
    List<String> notes = new ArrayList<>();
    if (names.size() == 1) {
      notes.add("\"" + names.getFirst() + "\" is the only label: probabilities are relative to the labels given, so it "
          + "gets 100 % whatever a video shows; give labels for what else it may show");
    }
    Map<Object, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      places.computeIfAbsent(contents.get(i), _ -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> equal = places.values().stream().filter(group -> group.size() > 1).toList();
    if (!equal.isEmpty()) {
      String shown = equal.stream().limit(SHOWN).map(group -> describe(group, names)).collect(Collectors.joining(", "));
      String more = equal.size() > SHOWN ? " and " + (equal.size() - SHOWN) + " more" : "";
      notes.add("labels that the model cannot tell apart share a probability between them: " + shown + more);
    }
    return notes;
  }

  /** {@code "cat" twice}, or {@code "cat" and "Cat"}. */
  private static String describe(List<Integer> places, List<String> names) {
    List<String> distinct = places.stream().map(names::get).distinct().map(name -> "\"" + name + "\"").toList();
    return distinct.size() > 1 ? String.join(" and ", distinct)
        : distinct.getFirst() + (places.size() == 2 ? " twice" : " " + places.size() + " times");
  }
}
