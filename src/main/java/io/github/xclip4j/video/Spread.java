package io.github.xclip4j.video;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Distributes distinct frames to views, whose indices may be in any order and repeat. */
final class Spread {
  /** A view, and a position among its frames. */
  private record Place(int view, int position) {}

  private final List<int[]> indices;
  private final List<FrameStack> stacks;
  private final TreeMap<Integer, List<Place>> places = new TreeMap<>();
  private final Set<Integer> missing;

  /**
   * @param indices of each view's frames
   * @param description of the video, for messages
   */
  Spread(List<int[]> indices, String description) {
    this.indices = indices;
    stacks = indices.stream().map(view -> new FrameStack(view.length, description)).toList();
    for (int view = 0; view < indices.size(); view++) {
      for (int position = 0; position < indices.get(view).length; position++) {
        places.computeIfAbsent(indices.get(view)[position], index -> new ArrayList<>()).add(new Place(view, position));
      }
    }
    missing = new HashSet<>(places.keySet());
  }

  /** The indices that are needed, ascending. */
  int[] distinct() {
    return places.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The indices that a view chose, in its order. */
  int[] indices(int view) {
    return indices.get(view);
  }

  boolean asksTheSameAs(Spread other) {
    return Arrays.deepEquals(indices.toArray(), other.indices.toArray());
  }

  /** The preprocessed pixels of one frame, for each view. */
  interface Content {
    Pixels of(int view);
  }

  /** Stores a frame at full size at all its positions. */
  void put(int index, Frames frame) throws VideoException {
    for (Place place : places.getOrDefault(index, List.of())) {
      stacks.get(place.view).put(place.position, frame.height(), frame.width(), frame.rgb());
    }
    missing.remove(index);
  }

  /** Stores a preprocessed frame at all its positions. */
  void put(int index, Content content) throws VideoException {
    for (Place place : places.getOrDefault(index, List.of())) {
      Pixels pixels = content.of(place.view);
      stacks.get(place.view).put(place.position, pixels.height(), pixels.width(), pixels.planar());
    }
    missing.remove(index);
  }

  /** The indices of frames that were not stored, ascending. */
  int[] missing() {
    return missing.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  FrameStack stack(int view) {
    return stacks.get(view);
  }
}
