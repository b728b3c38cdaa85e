package io.github.xclip4j.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What several lists of a protocol come to together.
 *
 * @param names of the parts
 * @param metrics of each
 */
record Summary(Protocol protocol, List<String> names, List<Metrics> metrics) {
  /**
   * Mean and both kinds of standard deviation; published numbers do not say which one they are.
   *
   * @param population divided by the number of values
   * @param sample divided by one less
   */
  record Spread(double mean, double population, double sample) {
    static Spread of(double[] values) {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      double mean = sum / values.length;
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      return new Spread(mean, Math.sqrt(squares / values.length), Math.sqrt(squares / (values.length - 1)));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%5.1f %%   ± %.1f (population), ± %.1f (sample)", mean, population, sample);
    }
  }

  Spread top1() {
    return spread(each -> each.top1().percent());
  }

  Spread topK() {
    return spread(each -> each.topK().percent());
  }

  private Spread spread(ToDoubleFunction<Metrics> value) {
    return Spread.of(metrics.stream().mapToDouble(value).toArray());
  }

  /** Of base and novel accuracy. */
  double harmonicMean() {
    double base = metrics.getFirst().top1().percent();
    double novel = metrics.getLast().top1().percent();
    return base + novel == 0 ? 0 : 2 * base * novel / (base + novel);
  }

  /** Lines for people. */
  List<String> lines() {
    return switch (protocol.parts()) {
      case ONE -> List.of();
      case SPLITS -> List.of("mean of " + metrics.size() + " splits:", "  top-1                " + top1(),
          "  top-" + metrics.getFirst().topCount() + "                " + topK());
      case BASE_AND_NOVEL -> List.of(String.format(Locale.ROOT, "base %.1f %%, novel %.1f %%, harmonic mean %.1f %%",
          metrics.getFirst().top1().percent(), metrics.getLast().top1().percent(), harmonicMean()));
    };
  }

  /** {@code summary.json}. */
  ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("protocol", protocol.option());
    for (int i = 0; i < metrics.size(); i++) {
      ObjectNode part = root.putObject(names.get(i));
      part.put("videos", metrics.get(i).videos());
      part.put("top1", metrics.get(i).top1().percent());
      part.put("top" + metrics.get(i).topCount(), metrics.get(i).topK().percent());
    }
    if (protocol.parts() == Protocol.Parts.SPLITS) {
      put(root.putObject("top1"), top1());
      put(root.putObject("top" + metrics.getFirst().topCount()), topK());
    } else {
      root.put("harmonic_mean", harmonicMean());
    }
    return root;
  }

  private static void put(ObjectNode node, Spread spread) {
    node.put("mean", spread.mean);
    node.put("population_std", spread.population);
    node.put("sample_std", spread.sample);
  }
}
