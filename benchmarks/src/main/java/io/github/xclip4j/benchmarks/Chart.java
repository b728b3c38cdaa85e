package io.github.xclip4j.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** Ours against the peer, as bars. */
final class Chart {
  private static final String OURS = "ours ms";
  private static final String THEIRS = "theirs ms";

  private Chart() {}

  /**
   * Draws the results that have both times.
   *
   * @param file ends in {@code .png}
   * @return whether there was anything to draw
   */
  static boolean write(List<Result> results, Path file) throws IOException {
    List<String> names = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (Result result : results) {
      if (result.section().equals("compare") && result.details().containsKey(THEIRS)
          && result.details().containsKey("difference")) {
        names.add(result.measure().replace("video features", "video").replace("base-", "").replace(" classify,", ""));
        ours.add(result.details().get(OURS));
        theirs.add(result.details().get(THEIRS));
      }
    }
    if (names.isEmpty()) {
      return false;
    }
    CategoryChart chart = new CategoryChartBuilder()
        .width(1200)
        .height(600)
        .title("Milliseconds per call, less is better (logarithmic)")
        .build();
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(Math.min(min(ours), min(theirs))))));
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
    chart.getStyler().setXAxisLabelRotation(12);
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setDecimalPattern("#,##0");
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.addSeries("xclip4j", names, ours);
    chart.addSeries("ONNX Runtime", names, theirs);
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    return true;
  }

  private static double min(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}
