package io.github.xclip4j.lists;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Draws videos of each class for few-shot training. The draw depends on the seed, the paths and the number of shots, and
 * on nothing else: neither on the order of the list nor on other classes.
 */
public final class FewShot {
  /** How the draws of different numbers of shots relate. */
  public enum Kind {
    /** Each number of shots is a draw of its own, as the published lists are. */
    INDEPENDENT,
    /** The draw of fewer shots is part of the draw of more. */
    NESTED
  }

  private FewShot() {}

  /**
   * Draws videos.
   *
   * @param shots of each class, at least 1
   * @return by class, in the order of their paths within one
   * @throws IllegalArgumentException naming a class that has fewer videos, or a video without exactly one class
   */
  public static List<VideoEntry> draw(List<VideoEntry> entries, int shots, long seed, Kind kind, ClassNames classes) {
    if (shots < 1) {
      throw new IllegalArgumentException(shots + " shots: at least 1 is needed");
    }
    Map<Integer, List<VideoEntry>> byClass = new TreeMap<>();
    for (VideoEntry entry : entries) {
      int label = entry.label().orElseThrow(() -> new IllegalArgumentException(entry.path()
          + ": has " + (entry.classes().isEmpty() ? "no class" : "several classes")
          + ", few-shot lists need one each"));
      byClass.computeIfAbsent(label, _ -> new ArrayList<>()).add(entry);
    }
    List<VideoEntry> drawn = new ArrayList<>();
    byClass.forEach((label, videos) -> {
      if (videos.size() < shots) {
        throw new IllegalArgumentException("class " + label
            + (classes.isEmpty() ? "" : " (" + classes.name(label) + ")") + " has " + videos.size() + " of the " + shots
            + " videos: draw fewer shots");
      }
      videos.sort(Comparator.comparing(VideoEntry::key, FolderLists.BY_CODE_POINT));
      Collections.shuffle(videos, new Random(Seeds.of(seed, label, kind == Kind.NESTED ? 0 : shots)));
      drawn.addAll(videos.subList(0, shots).stream()
          .sorted(Comparator.comparing(VideoEntry::key, FolderLists.BY_CODE_POINT))
          .toList());
    });
    return drawn;
  }
}
