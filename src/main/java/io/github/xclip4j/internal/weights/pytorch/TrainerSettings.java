package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.pytorch.PickleValues.Inert;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scalars beside a state dict, by dotted names: {@code config.DATA.NUM_FRAMES} → {@code 8}. */
final class TrainerSettings {
  private static final int DEEPEST = 5;
  private static final int MOST = 5_000;

  private final Map<?, ?> stateDict;
  private final Map<String, String> found = new LinkedHashMap<>();
  private int visited;

  private TrainerSettings(Map<?, ?> stateDict) {
    this.stateDict = stateDict;
  }

  static Map<String, String> of(Object root, Map<?, ?> stateDict) {
    TrainerSettings settings = new TrainerSettings(stateDict);
    if (root instanceof Map<?, ?> map && map != stateDict) {
      map.forEach((key, value) -> settings.visit(String.valueOf(key), value, 1));
    }
    return settings.found;
  }

  private void visit(String name, Object value, int depth) {
    if (value == stateDict || visited++ > MOST || depth > DEEPEST || name.length() > 500) {
      return;
    }
    switch (value) {
      case String text when text.length() < 500 -> found.put(name, text);
      case Long number -> found.put(name, number.toString());
      case Double number -> found.put(name, number.toString());
      case Boolean truth -> found.put(name, truth.toString());
      case Map<?, ?> map -> children(name, map, depth);
      case Inert inert -> children(name, inert.entries(), depth);
      case List<?> list when list.size() == 1 -> visit(name, list.getFirst(), depth + 1);
      default -> {}
    }
  }

  private void children(String name, Map<?, ?> children, int depth) {
    for (Map.Entry<?, ?> entry : children.entrySet()) {
      if (visited > MOST) {
        return;
      }
      if (entry.getKey() instanceof String key) {
        visit(name + "." + key, entry.getValue(), depth + 1);
      }
    }
  }
}
