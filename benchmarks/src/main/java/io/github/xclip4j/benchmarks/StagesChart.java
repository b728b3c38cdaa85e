package io.github.xclip4j.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** The stages of a classification as shares of their sum, a bar for each model and batch. */
final class StagesChart {
  private static final String SECTION = "stages, ";
  private static final String COLUMN_END = " ms";

  private StagesChart() {}

  /**
   * Draws all stages but the wholes, the label bank cold.
   *
   * @param file ends in {@code .png}
   * @return whether there was anything to draw
   */
  static boolean write(List<Result> results, Path file) throws IOException {
    List<String> bars = new ArrayList<>();
    Map<String, Map<String, Double>> stages = new LinkedHashMap<>();
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Result result : results) {
      if (result.section().startsWith(SECTION) && !result.measure().startsWith("whole")) {
        result.details().forEach((column, milliseconds) -> {
          String model = result.section().substring(SECTION.length());
          String bar = model + ", " + column.substring(0, column.length() - COLUMN_END.length());
          stages.computeIfAbsent(result.measure(), _ -> new LinkedHashMap<>()).put(bar, milliseconds);
          if (sums.merge(bar, milliseconds, Double::sum).equals(milliseconds)) {
            bars.add(bar);
          }
        });
      }
    }
    if (bars.isEmpty()) {
      return false;
    }
    CategoryChart chart = new CategoryChartBuilder()
        .width(1200)
        .height(600)
        .title("Percent of the time from file to scores, label bank cold")
        .build();
    chart.getStyler().setStacked(true);
    chart.getStyler().setYAxisMax(100.0);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setXAxisLabelRotation(20);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    stages.forEach((stage, milliseconds) -> chart.addSeries(stage, bars,
        bars.stream().map(bar -> 100 * milliseconds.getOrDefault(bar, 0.0) / sums.get(bar)).toList()));
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    return true;
  }
}
