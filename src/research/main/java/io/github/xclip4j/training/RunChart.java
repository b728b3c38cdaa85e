package io.github.xclip4j.training;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ObjectNode;

/** A picture of a run: the loss of each step, and top-1 of each validation. */
final class RunChart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
  private static final int MARGIN = 48;

  private RunChart() {}

  /** An SVG document. */
  static String svg(List<ObjectNode> log, long steps) {
    List<ObjectNode> losses = log.stream().filter(entry -> entry.has("loss")).toList();
    List<ObjectNode> validations = log.stream().filter(entry -> entry.has("eval_top1")).toList();
    double highest = losses.stream().mapToDouble(entry -> entry.get("loss").asDouble()).max().orElse(1);
    StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
            + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n"
            + "<path d=\"M%d %d V%d H%d V%d\" fill=\"none\" stroke=\"#888\"/>%n",
        WIDTH, HEIGHT, WIDTH, HEIGHT, MARGIN, MARGIN / 2, HEIGHT - MARGIN, WIDTH - MARGIN, MARGIN / 2));
    text(svg, MARGIN - 6, MARGIN / 2 + 4, "end", String.format(Locale.ROOT, "%.2f", highest));
    text(svg, MARGIN - 6, HEIGHT - MARGIN + 4, "end", "0");
    text(svg, WIDTH - MARGIN + 6, MARGIN / 2 + 4, "start", "100 %");
    text(svg, WIDTH - MARGIN + 6, HEIGHT - MARGIN + 4, "start", "0");
    text(svg, WIDTH / 2, HEIGHT - 12, "middle", "step, of " + steps);
    text(svg, MARGIN + 8, MARGIN / 2 + 12, "start", "— loss (left)   ‐ ‐ ● top-1 of the validation list (right)");
    line(svg, losses, steps, entry -> entry.get("loss").asDouble() / highest, "stroke=\"#1f77b4\"");
    line(svg, validations, steps, entry -> entry.get("eval_top1").asDouble(),
        "stroke=\"#d95f02\" stroke-dasharray=\"5 3\"");
    for (ObjectNode entry : validations) {
      svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#d95f02\"/>%n",
          x(entry, steps), y(entry.get("eval_top1").asDouble())));
    }
    return svg.append("</svg>\n").toString();
  }

  private static void line(StringBuilder svg, List<ObjectNode> entries, long steps, ToDoubleFunction<ObjectNode> share,
      String style) {
    StringBuilder points = new StringBuilder();
    entries.forEach(entry -> points.append(
        String.format(Locale.ROOT, "%.1f,%.1f ", x(entry, steps), y(share.applyAsDouble(entry)))));
    svg.append("<polyline fill=\"none\" ").append(style).append(" points=\"").append(points.toString().strip())
        .append("\"/>\n");
  }

  private static double x(ObjectNode entry, long steps) {
    return MARGIN + (WIDTH - 2.0 * MARGIN) * entry.get("step").asLong() / Math.max(1, steps);
  }

  private static double y(double share) {
    return HEIGHT - MARGIN - (HEIGHT - 1.5 * MARGIN) * Math.clamp(share, 0, 1);
  }

  private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
    svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#333\">%s</text>%n", x, y,
        anchor, text));
  }
}
