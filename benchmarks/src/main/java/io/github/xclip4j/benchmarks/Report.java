package io.github.xclip4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results with where they were measured, as text, CSV and JSON.
 *
 * @param machine facts by name, as {@link Machine#description} has them
 */
record Report(Map<String, String> machine, List<Result> results) {
  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    machine.forEach((name, fact) -> text.append(name).append(": ").append(fact).append('\n'));
    for (Result result : results) {
      text.append('\n').append(line(result));
    }
    return text.append('\n').toString();
  }

  /** One result for people. */
  static String line(Result result) {
    StringBuilder line = new StringBuilder("[" + result.section() + "] " + result.measure() + ": ")
        .append(number(result.value())).append(' ').append(result.unit());
    result.asked().ifPresent(asked -> line.append(" (asked ").append(number(asked))
        .append(result.reached() ? ", reached)" : ", NOT reached)"));
    List<String> details = new ArrayList<>();
    result.details().forEach((name, value) -> details.add(name + " " + number(value)));
    return details.isEmpty() ? line.toString() : line + "  [" + String.join(", ", details) + "]";
  }

  /** One line per figure: section, measure, figure, value; the machine's facts first. */
  String csv() {
    StringBuilder csv = new StringBuilder("section,measure,figure,value\n");
    machine.forEach((name, fact) -> row(csv, "machine", "", name, fact));
    for (Result result : results) {
      row(csv, result.section(), result.measure(), "value " + result.unit(), Double.toString(result.value()));
      result.asked().ifPresent(asked -> row(csv, result.section(), result.measure(), "asked", Double.toString(asked)));
      result.details()
          .forEach((name, value) -> row(csv, result.section(), result.measure(), name, Double.toString(value)));
    }
    return csv.toString();
  }

  private static void row(StringBuilder csv, String... cells) {
    List<String> quoted = new ArrayList<>();
    for (String cell : cells) {
      quoted.add(cell.matches("[^\",\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"');
    }
    csv.append(String.join(",", quoted)).append('\n');
  }

  /** Everything, nested. */
  String json() {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode root = mapper.createObjectNode();
    ObjectNode facts = root.putObject("machine");
    machine.forEach(facts::put);
    ArrayNode list = root.putArray("results");
    for (Result result : results) {
      ObjectNode node = list.addObject();
      node.put("section", result.section());
      node.put("measure", result.measure());
      result.asked().ifPresent(asked -> node.put("asked", asked));
      node.put("value", result.value());
      node.put("unit", result.unit());
      ObjectNode details = node.putObject("details");
      result.details().forEach(details::put);
    }
    return mapper.writeValueAsString(root);
  }

  /** Reads what {@link #json} wrote. */
  static Report parse(String json) {
    JsonNode root = new JsonMapper().readTree(json);
    Map<String, String> facts = new LinkedHashMap<>();
    root.get("machine").properties().forEach(fact -> facts.put(fact.getKey(), fact.getValue().asString()));
    List<Result> results = new ArrayList<>();
    for (JsonNode node : root.get("results")) {
      Result result = Result.of(node.get("section").asString(), node.get("measure").asString(),
          node.get("value").asDouble(), node.get("unit").asString());
      for (Map.Entry<String, JsonNode> detail : node.get("details").properties()) {
        result = result.with(detail.getKey(), detail.getValue().asDouble());
      }
      results.add(node.has("asked") ? result.asking(node.get("asked").asDouble()) : result);
    }
    return new Report(facts, results);
  }

  /** Writes {@code NAME.txt}, {@code NAME.csv} and {@code NAME.json}. */
  void write(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name + ".txt"), text());
    Files.writeString(directory.resolve(name + ".csv"), csv());
    Files.writeString(directory.resolve(name + ".json"), json());
  }

  /** What {@link #write} wrote, for people. */
  static String wrote(Path directory, String name) {
    return "wrote " + directory.resolve(name) + ".{txt,csv,json}";
  }

  /** The results by section, in order. */
  Map<String, List<Result>> sections() {
    Map<String, List<Result>> sections = new LinkedHashMap<>();
    for (Result result : results) {
      sections.computeIfAbsent(result.section(), _ -> new ArrayList<>()).add(result);
    }
    return sections;
  }

  /** All names of details, in order of appearance. */
  static Set<String> details(List<Result> results) {
    Set<String> names = new LinkedHashSet<>();
    results.forEach(result -> names.addAll(result.details().keySet()));
    return names;
  }

  /** About three digits, whole numbers as they are. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size < 1e-3) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    int decimals = size < 1 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
