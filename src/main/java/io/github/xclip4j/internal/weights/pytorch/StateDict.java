package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Inert;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Tensor;
import io.github.xclip4j.weights.WeightsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a model within what was saved: the whole file, or an entry of it at any depth, beside counters, other
 * tensors, and an optimiser's state.
 *
 * @param path the keys that lead to it with dots between them, {@code ""} for the whole file
 */
record StateDict(String path, Map<?, ?> entries) {
  /** What trainers call it; what else has as many tensors, as averaged weights have, comes after these. */
  private static final List<String> NAMES =
      List.of("model", "state_dict", "model_state_dict", "module", "net", "model_state");

  private static final int DEEPEST = 5;
  private static final int MOST_VISITED = 5_000;

  /** The entry with the most tensors. */
  static StateDict in(Object root, String origin) throws WeightsException {
    if (root instanceof Inert inert) {
      throw new WeightsException(origin + ": holds a whole Python object of class "
          + Printable.name(inert.type().path()) + ", which only that class can read: save its state_dict() instead");
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw new WeightsException(
          origin + ": holds " + Unpickler.kind(root) + ", not a state dict: save the model's state_dict()");
    }
    List<StateDict> found = new ArrayList<>();
    find("", map, 0, found, Collections.newSetFromMap(new IdentityHashMap<>()));
    long most = found.stream().mapToLong(StateDict::tensors).max().orElseThrow(() -> new WeightsException(
        origin + ": no tensors, neither at the top nor under " + String.join(", ", NAMES)
            + " or another name: is this a file of weights?"));
    List<StateDict> largest = found.stream().filter(each -> each.tensors() == most)
        .sorted(Comparator.comparingInt(StateDict::rank)).toList();
    if (largest.size() > 1 && largest.get(0).rank() == largest.get(1).rank()) {
      throw new WeightsException(origin + ": holds several state dicts of " + most + " tensors, under "
          + Printable.name(largest.get(0).path) + " and " + Printable.name(largest.get(1).path)
          + ": save one of them");
    }
    return largest.getFirst();
  }

  private static void find(String path, Map<?, ?> map, int depth, List<StateDict> found, Set<Object> visited) {
    if (depth > DEEPEST || visited.size() >= MOST_VISITED || !visited.add(map)) {
      return;
    }
    StateDict candidate = new StateDict(path, map);
    if (candidate.tensors() > 0) {
      found.add(candidate);
    }
    map.forEach((key, value) -> {
      if (key instanceof String name && value instanceof Map<?, ?> inner) {
        find(path.isEmpty() ? name : path + "." + name, inner, depth + 1, found, visited);
      }
    });
  }

  private long tensors() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey() instanceof String && entry.getValue() instanceof Tensor).count();
  }

  /** Where its name stands among those that trainers use. */
  private int rank() {
    int rank = NAMES.indexOf(path.substring(path.lastIndexOf('.') + 1));
    return path.isEmpty() ? -1 : rank < 0 ? NAMES.size() : rank;
  }
}
