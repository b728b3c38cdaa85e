package io.github.xclip4j.lists;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A video of a list.
 *
 * @param line where the list names it, counted from 1; 0 where there are no lines
 * @param path below the root, with slashes; of a tar the name of the member
 * @param classes what it shows: one class mostly, none if the list does not say, several where a list may
 * @param split {@code "train"}, {@code "val"}, {@code "test"} where the list says it
 * @param pictures which pictures of the folder {@code path} it consists of, unless it is a file
 * @param announcedFrames how many frames the list says it has
 */
public record VideoEntry(int line, String path, List<Integer> classes, Optional<String> split,
    Optional<Pictures> pictures, OptionalInt announcedFrames) {
  /**
   * Pictures {@code img_00001.jpg} and so on.
   *
   * @param first number of the first one, 1 mostly
   * @param count how many
   */
  public record Pictures(int first, int count) {
    /** File name of a picture, counted from 0. */
    public String name(int index) {
      return String.format("img_%05d.jpg", first + index);
    }
  }

  public VideoEntry {
    classes = List.copyOf(classes);
  }

  static VideoEntry of(int line, String path, OptionalInt label, Optional<String> split) {
    return new VideoEntry(line, path, label.isPresent() ? List.of(label.getAsInt()) : List.of(), split,
        Optional.empty(), OptionalInt.empty());
  }

  /** The class, if there is exactly one. */
  public OptionalInt label() {
    return classes.size() == 1 ? OptionalInt.of(classes.getFirst()) : OptionalInt.empty();
  }

  /** What tells it from the others of a list: its path, of part of a folder's pictures with their numbers. */
  public String key() {
    return path + pictures.map(part -> part.first() == 1 ? "" : "#" + part.first()).orElse("");
  }
}
