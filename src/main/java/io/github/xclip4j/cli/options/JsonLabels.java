package io.github.xclip4j.cli.options;

import io.github.xclip4j.internal.json.JsonMistake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Labels as programs keep them in JSON. */
final class JsonLabels {
  private static final String FORMS = "give an array of labels, a map of ids to labels, or one label per line";

  private JsonLabels() {}

  /** Whether a file is meant as JSON; a list of labels may begin with a bracket, too. */
  static boolean isJson(Path file, String text) {
    String begin = text.stripLeading();
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".json") || begin.startsWith("{")
        || begin.startsWith("[") && begin.stripTrailing().endsWith("]");
  }

  static List<String> read(Path file, String text) throws IOException {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new IOException(file + ": is not JSON (" + JsonMistake.describe(e) + "); " + FORMS, e);
    }
    return labels(root)
        .orElseThrow(() -> new IOException(file + ": nothing in this JSON says what the labels are; " + FORMS));
  }

  private static Optional<List<String>> labels(JsonNode node) {
    if (node.isArray()) {
      return each(node);
    }
    if (!node.isObject()) {
      return Optional.empty();
    }
    for (String part : List.of("id2label", "label2id", "labels", "names", "classes", "categories")) {
      if (node.path(part).isContainer()) {
        return labels(node.get(part));
      }
    }
    return map(node);
  }

  private static Optional<List<String>> each(JsonNode array) {
    List<String> labels = new ArrayList<>();
    for (JsonNode element : array) {
      Optional<String> label = element.isString() ? Optional.of(element.stringValue()) : field(element);
      if (label.isEmpty()) {
        return Optional.empty();
      }
      labels.add(label.get().strip());
    }
    return Optional.of(labels);
  }

  /** The text of an object's likeliest field. */
  private static Optional<String> field(JsonNode object) {
    for (String wanted : LabelFile.NAMES) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (LabelFile.plain(field.getKey()).equals(wanted) && field.getValue().isString()) {
          return Optional.of(field.getValue().stringValue());
        }
      }
    }
    return Optional.empty();
  }

  private record Numbered(long id, String label) {}

  /** Ids and labels, whichever are the keys. */
  private static Optional<List<String>> map(JsonNode object) {
    List<Numbered> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (entry.getValue().isString() && entry.getKey().matches("\\d{1,18}")) {
        all.add(new Numbered(Long.parseLong(entry.getKey()), entry.getValue().stringValue().strip()));
      } else if (entry.getValue().isIntegralNumber()) {
        // The widespread file of Kinetics' classes has quotes within its keys.
        String label = entry.getKey().strip().replaceFirst("^\"(.*)\"$", "$1");
        all.add(new Numbered(entry.getValue().longValue(), label));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(all.stream().sorted(Comparator.comparingLong(Numbered::id)).map(Numbered::label).toList());
  }
}
