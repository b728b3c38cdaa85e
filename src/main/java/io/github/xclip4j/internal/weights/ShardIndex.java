package io.github.xclip4j.internal.weights;

import io.github.xclip4j.internal.json.JsonFile;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An index of a checkpoint split into several files ({@code *.index.json}).
 *
 * @param files tensor name → name of a file beside the index
 */
record ShardIndex(Path path, Map<String, String> files) {
  private static final JsonFile<WeightsException> FILE = new JsonFile<>("an index", 100_000_000,
      "take the index published with the weights", WeightsException::new);

  static ShardIndex read(Path path) throws IOException {
    JsonNode map = FILE.read(path).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new WeightsException(path + ": no weight_map with tensors in it: is this another file?");
    }
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String file = entry.getValue().isString() ? entry.getValue().stringValue() : "";
      if (file.isEmpty() || file.equals("..") || file.contains("/") || file.contains("\\")) {
        throw new WeightsException(path + ": " + Printable.name(entry.getKey()) + " is said to be in "
            + Printable.name(entry.getValue().toString()) + ", which is not the name of a file beside the index");
      }
      files.put(entry.getKey(), file);
    }
    return new ShardIndex(path, files);
  }
}
