package io.github.xclip4j.evaluation;

import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code metrics.json}. Percentages are between 0 and 100; what does not exist is null. */
final class MetricsJson {
  private MetricsJson() {}

  static ObjectNode of(Metrics metrics, Setting setting) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("protocol", setting.protocol().option());
    setting.overrides().forEach(root.putArray("overrides")::add);
    root.put("on_error", setting.onError().name().toLowerCase(Locale.ROOT));
    root.put("videos", metrics.videos());
    root.put("counted", metrics.top1().count());
    root.put("failed", metrics.failed());
    root.put("unlabelled", metrics.unlabelled());
    proportion(root.putObject("top1"), metrics.top1());
    proportion(root.putObject("top" + metrics.topCount()), metrics.topK());
    number(root, "mean_class_accuracy", metrics.meanClassAccuracy());
    number(root, "expected_calibration_error", metrics.calibrationError());
    ArrayNode classes = root.putArray("classes");
    for (Metrics.ClassMetrics each : metrics.classes()) {
      ObjectNode node = classes.addObject();
      node.put("class", each.number());
      node.put("name", each.name());
      proportion(node.putObject("recall"), each.recall());
      node.put("predicted", each.predicted());
    }
    ArrayNode confusion = root.putArray("confusion");
    metrics.confusion().forEach((label, row) -> row.forEach(
        (predicted, count) -> confusion.addArray().add(label).add(predicted).add(count)));
    ArrayNode calibration = root.putArray("calibration");
    for (Metrics.Bin bin : metrics.calibration()) {
      ObjectNode node = calibration.addObject();
      node.put("low", bin.low());
      node.put("high", bin.high());
      node.put("videos", bin.right().count());
      node.put("right", bin.right().correct());
      node.put("confidence", bin.confidence());
    }
    return root;
  }

  private static void proportion(ObjectNode node, Proportion proportion) {
    node.put("correct", proportion.correct());
    node.put("of", proportion.count());
    boolean none = proportion.count() == 0;
    number(node, "percent", none ? OptionalDouble.empty() : OptionalDouble.of(proportion.percent()));
    number(node, "low", none ? OptionalDouble.empty() : OptionalDouble.of(proportion.low()));
    number(node, "high", none ? OptionalDouble.empty() : OptionalDouble.of(proportion.high()));
  }

  private static void number(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(name, value.getAsDouble());
    } else {
      node.putNull(name);
    }
  }
}
