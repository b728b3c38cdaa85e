package io.github.xclip4j.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Single kernels: the rate of ours over the peer's, as bars. */
final class KernelsChart {
  private static final String RATIO = "ours over ONNX Runtime";
  private static final String THREAD = ", 1 thread";

  private KernelsChart() {}

  /**
   * Draws the results that have a peer.
   *
   * @param file ends in {@code .png}
   * @return whether there was anything to draw
   */
  static boolean write(List<Result> results, Path file) throws IOException {
    List<Result> compared = results.stream()
        .filter(result -> result.section().equals("jmh") && result.details().containsKey(RATIO))
        .toList();
    if (compared.isEmpty()) {
      return false;
    }
    CategoryChart chart = new CategoryChartBuilder()
        .width(1200)
        .height(700)
        .title("Kernels: our rate over ONNX Runtime's, above 1 is faster")
        .build();
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setXAxisLabelRotation(60);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.addSeries(RATIO, compared.stream().map(result -> result.measure().replace(THREAD, "")).toList(),
        compared.stream().map(result -> result.details().get(RATIO)).toList());
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    return true;
  }
}
