package io.github.xclip4j.video;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Spreads distinct frames over views, each of which asks for indices in any order, repeated or not. */
final class Spread {
  /** Where a frame belongs. */
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

  /** Indices of a view's frames, as they were asked for. */
  int[] indices(int view) {
    return indices.get(view);
  }

  boolean asksTheSameAs(Spread other) {
    return Arrays.deepEquals(indices.toArray(), other.indices.toArray());
  }

  /** What a view makes of a frame, one frame long. */
  interface Content {
    Pixels of(int view);
  }

  /** Puts a frame at full size wherever its index is asked for. */
  void put(int index, Frames frame) throws VideoException {
    for (Place place : places.getOrDefault(index, List.of())) {
      stacks.get(place.view).put(place.position, frame.height(), frame.width(), frame.rgb());
    }
    missing.remove(index);
  }

  /** Puts what each view makes of a frame wherever its index is asked for. */
  void put(int index, Content content) throws VideoException {
    for (Place place : places.getOrDefault(index, List.of())) {
      Pixels pixels = content.of(place.view);
      stacks.get(place.view).put(place.position, pixels.height(), pixels.width(), pixels.planar());
    }
    missing.remove(index);
  }

  /** Frames that have not come, ascending. */
  int[] missing() {
    return missing.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  FrameStack stack(int view) {
    return stacks.get(view);
  }
}
