package io.github.xclip4j.moments;

import io.github.xclip4j.cli.report.HtmlPage;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One page without a network: the video, under it a lane for each label with its scores and segments, where a click goes
 * to that time, and a list of the segments.
 */
/*
 * A lane for each label needs no colours to be told apart. Of every window only the best labels are kept, so that a page
 * of many labels stays small; where a label is not among them, its lane is empty.
 */
final class HtmlMoments implements MomentWriter {
  private static final String STYLE = """
      <style>
      video { display: block; width: 100%; max-height: 60vh; background: #000; margin: .8rem 0; }
      #chart { display: block; width: 100%; cursor: crosshair; border: 1px solid var(--line); }
      #chart .end { text-anchor: end; } #chart .score { fill: var(--bar); fill-opacity: .5; }
      #chart .segment { fill: none; stroke: var(--text); stroke-width: 1.5; }
      #head { stroke: var(--bad); stroke-dasharray: 4 2; stroke-width: 2; }
      button { font: inherit; font-variant-numeric: tabular-nums; }
      </style>""";

  private static final String SCRIPT = """
      const video = document.querySelector('video'), chart = document.getElementById('chart');
      const head = document.getElementById('head');
      const show = time => {
        for (const side of ['x1', 'x2']) head.setAttribute(side, width * (time - start) / (end - start));
      };
      const seek = time => {
        if (video) video.currentTime = time;
        show(time);
      };
      chart.addEventListener('click', event => {
        const box = chart.getBoundingClientRect();
        seek(start + (end - start) * (event.clientX - box.left) / box.width);
      });
      for (const button of document.querySelectorAll('button')) {
        button.addEventListener('click', () => seek(Number(button.dataset.time)));
      }
      if (video) video.addEventListener('timeupdate', () => show(video.currentTime));
      """;

  private static final int MOST_LANES = 20;
  private static final int KEPT = 8;
  private static final int WIDTH = 1000;
  private static final int LANE = 44;
  private static final int CHART = 26;

  private final Report report;
  private final PrintWriter out;
  private final Optional<Path> place;
  private final List<Kept> windows = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();

  private record Kept(double start, double end, int[] labels, float[] scores) {
    double middle() {
      return (start + end) / 2;
    }

    float score(int label) {
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] == label) {
          return scores[i];
        }
      }
      return Float.NaN;
    }
  }

  /** @param place of the page, from which the video is linked */
  HtmlMoments(Report report, PrintWriter out, Optional<Path> place) {
    this.report = report;
    this.out = out;
    this.place = place;
  }

  @Override
  public void moment(Moment moment) {
    int[] best = new Report(report.video(), report.model(), report.labels(), report.plan(), report.scores(),
        Math.max(KEPT, report.top()), report.rows()).best(moment);
    float[] scores = new float[best.length];
    for (int i = 0; i < best.length; i++) {
      scores[i] = (float) moment.scores()[best[i]];
    }
    windows.add(new Kept(moment.start(), moment.end(), best, scores));
  }

  @Override
  public void segment(Segment segment) {
    segments.add(segment);
  }

  @Override
  public void end() {
    segments.sort(Comparator.comparingDouble(Segment::start).thenComparingInt(Segment::label));
    double start = windows.isEmpty() ? 0 : windows.getFirst().start;
    double end = windows.isEmpty() ? 1 : windows.getLast().end;
    List<List<HtmlPage.Cell>> rows = segments.stream().map(this::row).toList();
    out.print(new HtmlPage(report.video()).note(facts()).html(STYLE).html(video()).html(chart(start, end))
        .section("Segments").table(List.of("When", "Label", "Score", "Peak"), rows)
        .script("const start = " + start + ", end = " + end + ", width = " + WIDTH + ";\n" + SCRIPT).text());
    out.flush();
  }

  private List<HtmlPage.Cell> row(Segment segment) {
    return List.of(
        HtmlPage.Cell.html(
            "<button data-time=\"" + Clock.rounded(segment.start()) + "\">" + span(segment) + "</button>",
            segment.start()),
        HtmlPage.Cell.text(report.label(segment)), HtmlPage.Cell.number(segment.score(), 3),
        HtmlPage.Cell.number(segment.peak(), 3));
  }

  private String facts() {
    return "windows of " + report.plan().window() + " s every " + report.plan().stride() + " s; score: "
        + report.scores().kind().word() + (report.scores().isMultiLabel() ? ", each label on its own" : "")
        + "; model: " + report.model();
  }

  private String video() {
    try {
      Path file = Path.of(report.video());
      if (Files.isRegularFile(file)) {
        Path folder =
            place.map(each -> each.toAbsolutePath().getParent()).orElseGet(() -> Path.of("").toAbsolutePath());
        String link = folder.toUri().relativize(file.toAbsolutePath().toUri()).toASCIIString();
        return "<video controls preload=\"metadata\" src=\"" + HtmlPage.escape(link)
            + "\">This browser cannot play the video.</video>";
      }
    } catch (InvalidPathException _) {
      // a stream's address
    }
    return "<p>The video is not a file beside this page.</p>";
  }

  /** The labels with a lane: those with segments, the longest first, then the best of the windows. */
  private List<Integer> lanes() {
    Map<Integer, Double> weight = new HashMap<>();
    segments.forEach(each -> weight.merge(each.label(), 1e6 + each.end() - each.start(), Double::sum));
    for (Kept window : windows) {
      weight.merge(window.labels[0], 1e-3, Double::sum);
    }
    return weight.entrySet().stream().sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
        .limit(MOST_LANES).map(Map.Entry::getKey).sorted(Comparator.comparingDouble(this::firstTime)).toList();
  }

  private double firstTime(int label) {
    return segments.stream().filter(each -> each.label() == label).mapToDouble(Segment::start).min()
        .orElse(Double.MAX_VALUE);
  }

  private String chart(double start, double end) {
    double least = 0;
    double most = report.scores().kind().word().equals("probability") ? 1 : Double.NEGATIVE_INFINITY;
    for (Kept window : windows) {
      for (float score : window.scores) {
        least = Math.min(least, score);
        most = Math.max(most, score);
      }
    }
    List<Integer> lanes = lanes();
    StringBuilder svg =
        new StringBuilder("<svg id=\"chart\" role=\"img\" aria-label=\"Scores over time\" viewBox=\"0 0 "
            + WIDTH + " " + (lanes.size() * LANE + 16) + "\">\n");
    double scale = WIDTH / Math.max(1e-9, end - start);
    for (int lane = 0; lane < lanes.size(); lane++) {
      int top = lane * LANE;
      svg.append("<text x=\"2\" y=\"").append(top + 11).append("\">")
          .append(HtmlPage.escape(report.labels().get(lanes.get(lane)))).append("</text>\n");
      svg.append("<path class=\"score\" d=\"").append(area(lanes.get(lane), top + LANE - 2, start, scale, least, most))
          .append("\"/>\n");
      for (Segment segment : segments) {
        if (segment.label() == lanes.get(lane)) {
          svg.append(String.format(Locale.ROOT,
              "<rect class=\"segment\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>%n",
              (segment.start() - start) * scale, top + LANE - 2 - CHART, (segment.end() - segment.start()) * scale,
              CHART, HtmlPage.escape(span(segment) + " " + report.label(segment))));
        }
      }
    }
    int bottom = lanes.size() * LANE;
    svg.append("<text x=\"2\" y=\"").append(bottom + 12).append("\">").append(Clock.text(start)).append("</text>")
        .append("<text class=\"end\" x=\"").append(WIDTH - 2).append("\" y=\"").append(bottom + 12).append("\">")
        .append(Clock.text(end)).append("</text>\n<line id=\"head\" x1=\"0\" x2=\"0\" y1=\"0\" y2=\"").append(bottom)
        .append("\"/>\n</svg>");
    return svg.toString();
  }

  /** The label's scores, each at the middle of its window; nothing where a window does not know the score. */
  private String area(int label, int base, double start, double scale, double least, double most) {
    StringBuilder path = new StringBuilder();
    boolean open = false;
    for (int i = 0; i < windows.size(); i++) {
      Kept window = windows.get(i);
      float score = window.score(label);
      boolean known = !Float.isNaN(score);
      double left = i == 0 ? window.start : (windows.get(i - 1).middle() + window.middle()) / 2;
      double right = i + 1 == windows.size() ? window.end : (window.middle() + windows.get(i + 1).middle()) / 2;
      if (known) {
        double y = base - CHART * (score - least) / (most - least);
        if (!open) {
          path.append(String.format(Locale.ROOT, "M%.1f %dL%1$.1f %.1f", (left - start) * scale, base, y));
        }
        path.append(String.format(Locale.ROOT, "L%.1f %.1f", (window.middle() - start) * scale, y));
        boolean last = i + 1 == windows.size() || Float.isNaN(windows.get(i + 1).score(label));
        if (last) {
          path.append(String.format(Locale.ROOT, "L%.1f %.1fL%1$.1f %3$dZ", (right - start) * scale, y, base));
        }
        open = !last;
      }
    }
    return path.toString();
  }

  private static String span(Segment segment) {
    return Clock.text(segment.start()) + " \u2013 " + Clock.text(segment.end());
  }
}
