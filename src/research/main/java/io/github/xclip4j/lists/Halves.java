package io.github.xclip4j.lists;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The classes of a data set in two halves: base classes, which a model is trained on, and novel ones, which it meets in
 * the test only. The more frequent half of the training videos' classes is the base; with an odd number it is the larger
 * one.
 *
 * @param base numbers of the base classes, ascending
 * @param novel numbers of the novel ones, ascending
 * @param classes all names
 */
public record Halves(List<Integer> base, List<Integer> novel, ClassNames classes) {
  public Halves {
    base = List.copyOf(base);
    novel = List.copyOf(novel);
  }

  /**
   * Halves the classes by how often they occur; of equally frequent ones the smaller number is the more frequent.
   *
   * @throws IllegalArgumentException if there are fewer than two classes
   */
  public static Halves of(List<VideoEntry> training, ClassNames classes) {
    if (classes.count() < 2) {
      throw new IllegalArgumentException("there are " + classes.count() + " classes: two halves need at least two");
    }
    int[] videos = new int[classes.count()];
    training.forEach(entry -> entry.label().ifPresent(label -> videos[label]++));
    List<Integer> byFrequency = IntStream.range(0, videos.length).boxed()
        .sorted(Comparator.comparingInt((Integer label) -> videos[label]).reversed())
        .toList();
    int half = (videos.length + 1) / 2;
    return new Halves(byFrequency.subList(0, half).stream().sorted().toList(),
        byFrequency.subList(half, videos.length).stream().sorted().toList(), classes);
  }

  /** The names of a half, which number its classes anew. */
  public ClassNames names(List<Integer> half) {
    return ClassNames.of(half.stream().map(classes::name).toList());
  }

  /** The videos of a half, with its numbers. */
  public List<VideoEntry> videos(List<VideoEntry> entries, List<Integer> half) {
    List<VideoEntry> videos = new ArrayList<>();
    for (VideoEntry entry : entries) {
      int number = entry.label().isPresent() ? half.indexOf(entry.label().getAsInt()) : -1;
      if (number >= 0) {
        videos.add(new VideoEntry(entry.line(), entry.path(), List.of(number), Optional.empty(), entry.pictures(),
            entry.announcedFrames()));
      }
    }
    return videos;
  }
}
