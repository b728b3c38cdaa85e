package io.github.xclip4j.benchmarks;

import io.github.xclip4j.benchmarks.Pipeline.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Milliseconds of each stage, a row, for each number of videos and labels, a column. */
final class StageTable {
  /** Every row in the order of the work. */
  private static final List<String> ROWS = List.of("decode", "preprocess", "text (label bank)", "normalise pixels",
      "frame tower", "MIT", "prompt generator", "scores", "whole: kept features to scores",
      "whole: kept features to scores, folded", "whole: pixels to scores, bank warm",
      "whole: pixels to scores, bank cold", "whole: file to scores, bank warm", "whole: file to scores, bank cold");

  private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();

  StageTable() {
    ROWS.forEach(row -> rows.put(row, new LinkedHashMap<>()));
  }

  /** Notes the median of a stage. */
  void put(String row, int videos, int labels, double seconds) {
    rows.get(row).put(column(videos, labels), 1e3 * seconds);
  }

  /**
   * Notes what whole calls took.
   *
   * @param seconds as {@link Pipeline#times} has them, [part][call]
   * @param decoded whether there was a file to decode
   */
  void wholes(int videos, int labels, double[][] seconds, boolean decoded) {
    double[] text = seconds[Part.TEXT.ordinal()];
    double[] classify = seconds[Part.CLASSIFY.ordinal()];
    put("text (label bank)", videos, labels, Statistics.median(text));
    put("whole: pixels to scores, bank warm", videos, labels, Statistics.median(classify));
    put("whole: pixels to scores, bank cold", videos, labels, Statistics.median(Statistics.sums(classify, text)));
    if (decoded) {
      double[] decode = seconds[Part.DECODE.ordinal()];
      double[] preprocess = seconds[Part.PREPROCESS.ordinal()];
      put("decode", videos, labels, Statistics.median(decode));
      put("preprocess", videos, labels, Statistics.median(preprocess));
      double[] warm = Statistics.sums(decode, preprocess, classify);
      put("whole: file to scores, bank warm", videos, labels, Statistics.median(warm));
      put("whole: file to scores, bank cold", videos, labels, Statistics.median(Statistics.sums(warm, text)));
    }
  }

  private static String column(int videos, int labels) {
    return (videos == 1 ? "1 video" : videos + " videos") + ", " + labels + " labels ms";
  }

  /** A result for each row: its share of the last row in the first column, and all columns. */
  List<Result> results(String section) {
    List<Map.Entry<String, Map<String, Double>>> filled =
        rows.entrySet().stream().filter(row -> !row.getValue().isEmpty()).toList();
    double whole = first(filled.getLast().getValue());
    List<Result> results = new ArrayList<>();
    for (Map.Entry<String, Map<String, Double>> row : filled) {
      Result result = Result.of(section, row.getKey(), hundredths(100 * first(row.getValue()) / whole), "%");
      for (Map.Entry<String, Double> column : row.getValue().entrySet()) {
        result = result.with(column.getKey(), column.getValue());
      }
      results.add(result);
    }
    return results;
  }

  private static double hundredths(double value) {
    return Math.rint(100 * value) / 100;
  }

  private static double first(Map<String, Double> columns) {
    return columns.values().iterator().next();
  }
}
