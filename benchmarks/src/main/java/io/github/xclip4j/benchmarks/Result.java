package io.github.xclip4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One measured figure.
 *
 * @param section what it was part of: {@code compare}, {@code gemm}, …
 * @param measure what was measured, for people
 * @param asked the least value that is good enough, where one is set
 * @param value the figure
 * @param unit of the figure; {@code "×"} for a ratio
 * @param details what the figure was made from and what was seen beside it, by name with unit
 */
record Result(
    String section, String measure, OptionalDouble asked, double value, String unit, Map<String, Double> details) {
  Result {
    details = new LinkedHashMap<>(details);
  }

  static Result of(String section, String measure, double value, String unit) {
    return new Result(section, measure, OptionalDouble.empty(), value, unit, Map.of());
  }

  /**
   * The peer's time over ours, from interleaved rounds: the median of each round's ratio.
   *
   * @param ours seconds per round
   * @param theirs seconds per round
   */
  static Result ratio(String section, String measure, double[] ours, double[] theirs) {
    double[] ratios = Statistics.quotients(theirs, ours);
    return of(section, measure, Statistics.median(ratios), "×")
        .with("ours ms", 1e3 * Statistics.median(ours))
        .with("theirs ms", 1e3 * Statistics.median(theirs))
        .with("ratio p25", Statistics.percentile(ratios, 25))
        .with("ratio p75", Statistics.percentile(ratios, 75))
        .with("rounds", ours.length);
  }

  Result with(String detail, double detailValue) {
    Map<String, Double> more = new LinkedHashMap<>(details);
    more.put(detail, detailValue);
    return new Result(section, measure, asked, value, unit, more);
  }

  /** This with a detail under another name, in its place. */
  Result renamed(String detail, String name) {
    Map<String, Double> named = new LinkedHashMap<>();
    details.forEach((key, number) -> named.put(key.equals(detail) ? name : key, number));
    return new Result(section, measure, asked, value, unit, named);
  }

  Result asking(double atLeast) {
    return new Result(section, measure, OptionalDouble.of(atLeast), value, unit, details);
  }

  /** Whether the value is what is asked for; also where nothing is. */
  boolean reached() {
    return asked.isEmpty() || value >= asked.getAsDouble();
  }
}
