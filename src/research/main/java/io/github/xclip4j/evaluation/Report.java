package io.github.xclip4j.evaluation;

import io.github.xclip4j.cli.options.Csv;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.report.HtmlPage;
import io.github.xclip4j.cli.report.HtmlPage.Cell;
import io.github.xclip4j.cli.report.HtmlPage.Figure;
import io.github.xclip4j.cli.report.Thumbnails;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.lists.VideoRoot;
import io.github.xclip4j.video.FrameSampler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** What people look at: {@code report.html}, and the tables of it as CSV, and the entry for a model card. */
final class Report {
  static final String FILE = "report.html";
  private static final int MATRIX_CLASSES = 60;
  private static final int PAIRS = 30;
  private static final int THUMBNAIL_HEIGHT = 160;

  private static final String MATRIX_SCRIPT = """
      document.getElementById('matrix-order').addEventListener('change', event => {
        const table = document.getElementById('matrix');
        const key = event.target.value;
        const rows = [...table.tBodies[0].rows];
        const order = rows.map((row, at) => at).sort((a, b) => {
          const [x, y] = [rows[a].dataset[key], rows[b].dataset[key]];
          const by = x.localeCompare(y, undefined, {numeric: true});
          return key === 'number' || key === 'name' || key === 'recall' ? by : -by;
        });
        for (const row of [table.tHead.rows[0], ...rows]) {
          const cells = [...row.cells];
          row.append(...order.map(at => cells[at + 1]));
        }
        table.tBodies[0].append(...order.map(at => rows[at]));
      });
      """;

  private final Setting setting;
  private final Part part;
  private final Metrics metrics;
  private final List<String> names;

  Report(Setting setting, Part part, Metrics metrics) {
    this.setting = setting;
    this.part = part;
    this.metrics = metrics;
    this.names = part.names();
  }

  /** Writes all of it into the folder of an evaluation. */
  void write(Path folder, JsonNode manifest, VideoRoot.Opener opener) throws IOException {
    text(folder.resolve("classes.csv"), classesCsv());
    text(folder.resolve("confusion.csv"), confusionCsv());
    text(folder.resolve("model-index.yml"), modelIndex(manifest));
    WorstVideos worst = WorstVideos.of(folder.resolve(EvaluationRun.RESULTS));
    text(folder.resolve(FILE), html(manifest, worst, opener));
  }

  private static void text(Path file, String text) throws IOException {
    Outputs.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  String classesCsv() {
    StringBuilder csv = new StringBuilder("class,name,videos,correct,recall,low,high,predicted\n");
    for (Metrics.ClassMetrics each : metrics.classes()) {
      Proportion recall = each.recall();
      csv.append(each.number()).append(',').append(Csv.quote(each.name())).append(',').append(recall.count())
          .append(',').append(recall.correct()).append(',')
          .append(recall.count() == 0 ? ",," : recall.percent() + "," + recall.low() + "," + recall.high())
          .append(',').append(each.predicted()).append('\n');
    }
    return csv.toString();
  }

  /** Only what occurs: with many classes nearly all of the matrix is empty. */
  String confusionCsv() {
    StringBuilder csv = new StringBuilder("class,name,predicted,predicted_name,videos\n");
    metrics.confusion().forEach((label, row) -> row.forEach((predicted, count) -> csv.append(label).append(',')
        .append(Csv.quote(names.get(label))).append(',').append(predicted).append(',')
        .append(Csv.quote(names.get(predicted))).append(',').append(count).append('\n')));
    return csv.toString();
  }

  /** The {@code model-index} of a model card's metadata. */
  String modelIndex(JsonNode manifest) {
    StringBuilder yaml = new StringBuilder("model-index:\n- name: ")
        .append(quoted(manifest.path("evaluation").path("model").path("name").asString("")))
        .append(
            "\n  results:\n  - task:\n      type: video-classification\n      name: Video Classification\n    dataset:\n"
                + "      name: ")
        .append(quoted(String.valueOf(part.file().getFileName()))).append("\n      type: video\n    metrics:\n");
    metric(yaml, "accuracy", "top-1, " + setting.protocol().option(), OptionalDouble.of(metrics.top1().percent()));
    metric(yaml, "accuracy", "top-" + metrics.topCount() + ", " + setting.protocol().option(),
        OptionalDouble.of(metrics.topK().percent()));
    metric(yaml, "accuracy", "mean class accuracy", metrics.meanClassAccuracy());
    return yaml.toString();
  }

  private static void metric(StringBuilder yaml, String type, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      yaml.append("    - type: ").append(type).append("\n      name: ").append(quoted(name)).append("\n      value: ")
          .append(String.format(Locale.ROOT, "%.1f", value.getAsDouble())).append('\n');
    }
  }

  /** A scalar of YAML in double quotes, whose escapes are JSON's. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String html(JsonNode manifest, WorstVideos worst, VideoRoot.Opener opener) {
    HtmlPage page = new HtmlPage("Evaluation of " + manifest.path("evaluation").path("model").path("name").asString("")
        + " on " + part.file().getFileName() + (part.name().isEmpty() ? "" : ", " + part.name()));
    page.figures(List.of(figure("top-1", metrics.top1()), figure("top-" + metrics.topCount(), metrics.topK()),
        figure("mean class accuracy", metrics.meanClassAccuracy(), "of the classes that occur"),
        figure("calibration error", metrics.calibrationError(), "confidence against accuracy")));
    what(page, manifest);
    failures(page, worst.failures());
    mistakes(page, worst.mistakes(), opener);
    pairs(page);
    matrix(page);
    classes(page);
    page.section("Calibration");
    page.note(
        "Videos by the probability of their best class. Where bar and line agree, a probability means what it says.");
    page.html(calibration());
    return page.text();
  }

  private static Figure figure(String name, Proportion value) {
    return value.count() == 0 ? new Figure(name, "–", "")
        : new Figure(name, String.format(Locale.ROOT, "%.1f %%", value.percent()),
            String.format(Locale.ROOT, "%d of %d; 95 %%: %.1f to %.1f", value.correct(), value.count(), value.low(),
                value.high()));
  }

  private static Figure figure(String name, OptionalDouble value, String remark) {
    return new Figure(name,
        value.isEmpty() ? "–" : String.format(Locale.ROOT, "%.1f %%", value.getAsDouble()), remark);
  }

  private void what(HtmlPage page, JsonNode manifest) {
    page.paragraph("Protocol " + setting.protocol().option() + ": " + setting.protocol().description() + ".");
    page.paragraph(setting.overrides().isEmpty() ? "Everything is as the protocol was published."
        : "Not as published: " + String.join("; ", setting.overrides()) + ".");
    page.paragraph(metrics.videos() + " videos, " + names.size() + " classes; " + metrics.top1().count() + " counted, "
        + metrics.failed() + " failed" + (metrics.failed() == 0 ? ""
            : setting.onError() == OnError.WRONG ? " (counted as wrong)" : " (not counted)")
        + (metrics.unlabelled() == 0 ? "" : ", " + metrics.unlabelled() + " without a class in the list")
        + (part.malformed().isEmpty() ? "" : ", " + part.malformed().size() + " malformed lines")
        + (part.list().leftOut() == 0 ? "" : ", " + part.list().leftOut() + " of other classes left out") + ".");
    page.html("<details><summary>What the results depend on (manifest.json)</summary><pre><code>"
        + HtmlPage.escape(new String(Manifest.pretty(manifest), StandardCharsets.UTF_8)) + "</code></pre></details>");
  }

  private static void failures(HtmlPage page, List<Outcome.Failed> failures) {
    if (failures.isEmpty()) {
      return;
    }
    page.section("Videos that failed");
    page.table(List.of("video", "why"),
        failures.stream().map(each -> List.of(Cell.text(each.video()), Cell.text(each.error()))).toList());
  }

  private void mistakes(HtmlPage page, List<Outcome.Scored> mistakes, VideoRoot.Opener opener) {
    page.section("Worst mistakes");
    if (mistakes.isEmpty()) {
      page.paragraph("None.");
      return;
    }
    page.note("Wrong, and the model was surest of them: a wrong label in the list is often among them.");
    Map<String, VideoEntry> entries = part.list().entries().stream()
        .collect(Collectors.toMap(VideoEntry::key, entry -> entry, (first, _) -> first));
    page.html("<div class=\"cards\">");
    for (Outcome.Scored each : mistakes) {
      page.html("<div class=\"card\">" + pictures(each, entries, opener) + "<br><code>" + HtmlPage.escape(each.video())
          + "</code><dl><dt>is</dt><dd>" + HtmlPage.escape(names.get(each.label().getAsInt()))
          + "</dd><dt>taken for</dt><dd>" + best(each) + "</dd></dl></div>");
    }
    page.html("</div>");
  }

  private String best(Outcome.Scored outcome) {
    List<String> best = new ArrayList<>();
    for (int number : outcome.best()) {
      best.add(HtmlPage.escape(names.get(number))
          + (number == outcome.prediction()
              ? String.format(Locale.ROOT, " <b>%.0f %%</b>", 100 * outcome.confidence())
              : number == outcome.label().getAsInt() ? " (the right one)" : ""));
    }
    return String.join("<br>", best);
  }

  /** Three of the frames that the model looked at; none where the video cannot be opened any more. */
  private String pictures(Outcome.Scored outcome, Map<String, VideoEntry> entries, VideoRoot.Opener opener) {
    VideoEntry entry = entries.get(outcome.video());
    if (entry == null) {
      return "";
    }
    int[] clip = outcome.clips().getFirst();
    int[] frames = IntStream.of(clip[0], clip[clip.length / 2], clip[clip.length - 1]).distinct().toArray();
    try {
      List<String> pictures = part.root().with(entry, opener, video -> Thumbnails.of(
          video.sample(FrameSampler.of(frames), frames.length).frames(), THUMBNAIL_HEIGHT, outcome.video()));
      return String.join("", pictures);
    } catch (IOException _) {
      return "";
    }
  }

  /**
   * Two labels that are taken for each other.
   *
   * @param count videos of {@code label} that were taken for {@code predicted}
   * @param back videos of {@code predicted} that were taken for {@code label}
   */
  private record Pair(int label, int predicted, int count, int back) {}

  private void pairs(HtmlPage page) {
    List<Pair> pairs = new ArrayList<>();
    metrics.confusion().forEach((label, row) -> row.forEach((predicted, count) -> {
      int back = metrics.confused(predicted, label);
      if (!label.equals(predicted) && (count > back || count == back && label < predicted)) {
        pairs.add(new Pair(label, predicted, count, back));
      }
    }));
    pairs.sort(Comparator.comparingInt((Pair pair) -> pair.count + pair.back).reversed());
    page.section("Competing labels");
    page.table(List.of("class", "taken for", "videos", "the other way round", "of the class", "of the other"),
        pairs.stream().limit(PAIRS)
            .map(pair -> List.of(Cell.text(names.get(pair.label)), Cell.text(names.get(pair.predicted)),
                Cell.number(pair.count, 0), Cell.number(pair.back, 0),
                Cell.number(metrics.classes().get(pair.label).recall().count(), 0),
                Cell.number(metrics.classes().get(pair.predicted).recall().count(), 0)))
            .toList());
  }

  private void classes(HtmlPage page) {
    page.section("Classes");
    List<List<Cell>> rows = new ArrayList<>();
    for (Metrics.ClassMetrics each : metrics.classes()) {
      if (each.recall().count() > 0 || each.predicted() > 0) {
        double percent = each.recall().count() == 0 ? Double.NaN : each.recall().percent();
        rows.add(List.of(Cell.number(each.number(), 0), Cell.text(each.name()), Cell.number(each.recall().count(), 0),
            Cell.number(each.recall().correct(), 0), Cell.number(percent, 1),
            Cell.html(bar(percent), Double.isNaN(percent) ? -1 : percent), Cell.number(each.predicted(), 0)));
      }
    }
    page.table(List.of("class", "name", "videos", "right", "recall %", "", "taken for it"), rows);
  }

  private static String bar(double percent) {
    return Double.isNaN(percent) ? ""
        : String.format(Locale.ROOT, "<svg width=\"120\" height=\"12\" role=\"img\" aria-label=\"%.0f percent\">"
            + "<rect class=\"soft\" width=\"120\" height=\"12\"/><rect class=\"bar\" width=\"%.1f\" height=\"12\"/></svg>",
            percent, 1.2 * percent);
  }

  private void matrix(HtmlPage page) {
    page.section("Confusion matrix");
    List<Metrics.ClassMetrics> shown = metrics.classes().stream()
        .filter(each -> each.recall().count() > 0 || each.predicted() > 0)
        .sorted(Comparator.comparingInt((Metrics.ClassMetrics each) -> mistakes(each.number())).reversed())
        .limit(MATRIX_CLASSES)
        .sorted(Comparator.comparingInt(Metrics.ClassMetrics::number))
        .toList();
    long occurring = metrics.classes().stream()
        .filter(each -> each.recall().count() > 0 || each.predicted() > 0).count();
    page.note("Rows are classes, columns what they were taken for; right ones stand out. " + (occurring > shown.size()
        ? "The " + shown.size() + " classes with the most mistakes of " + occurring + "; all are in confusion.csv."
        : ""));
    page.html("<p>Sort by <select id=\"matrix-order\"><option value=\"number\">class number</option>"
        + "<option value=\"name\">name</option><option value=\"recall\">recall</option>"
        + "<option value=\"count\">videos</option><option value=\"mistakes\">mistakes</option></select></p>");
    StringBuilder table = new StringBuilder("<div class=\"scroll\"><table class=\"matrix\" id=\"matrix\"><thead><tr>"
        + "<th></th>");
    shown.forEach(each -> table.append("<th class=\"v\">").append(HtmlPage.escape(each.name())).append("</th>"));
    table.append("</tr></thead><tbody>\n");
    for (Metrics.ClassMetrics row : shown) {
      double recall = row.recall().count() == 0 ? -1 : row.recall().percent();
      table.append("<tr data-number=\"").append(row.number()).append("\" data-name=\"")
          .append(HtmlPage.escape(row.name())).append("\" data-recall=\"").append(recall).append("\" data-count=\"")
          .append(row.recall().count()).append("\" data-mistakes=\"").append(mistakes(row.number())).append("\"><th>")
          .append(HtmlPage.escape(row.name())).append("</th>");
      for (Metrics.ClassMetrics column : shown) {
        table.append(cell(row, column));
      }
      table.append("</tr>\n");
    }
    page.html(table + "</tbody></table></div>");
    page.script(MATRIX_SCRIPT);
  }

  private String cell(Metrics.ClassMetrics row, Metrics.ClassMetrics column) {
    int count = metrics.confused(row.number(), column.number());
    boolean right = row.number() == column.number();
    double share = row.recall().count() == 0 ? 0 : (double) count / row.recall().count();
    return "<td" + (right ? " class=\"right\"" : "") + (count == 0 ? ">"
        : String.format(Locale.ROOT, " style=\"background:color-mix(in srgb, var(--%s) %.0f%%, transparent)\">%d",
            right ? "bar" : "bad", 15 + 60 * share, count))
        + "</td>";
  }

  private int mistakes(int number) {
    Proportion recall = metrics.classes().get(number).recall();
    int right = metrics.confused(number, number);
    return recall.count() - right + metrics.classes().get(number).predicted() - right;
  }

  private String calibration() {
    int width = 480;
    int height = 260;
    int left = 40;
    int bottom = 220;
    StringBuilder svg =
        new StringBuilder(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\""
            + " aria-label=\"Accuracy by confidence\">", width, height, width));
    for (Metrics.Bin bin : metrics.calibration()) {
      double x = left + bin.low() * 420;
      double w = (bin.high() - bin.low()) * 420 - 2;
      if (bin.right().count() > 0) {
        double accuracy = bin.right().correct() / (double) bin.right().count();
        svg.append(String.format(Locale.ROOT,
            "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                + "<title>%d videos, confidence %.0f %%, right %.0f %%</title></rect>",
            x, bottom - 200 * accuracy, w,
            200 * accuracy, bin.right().count(), 100 * bin.confidence(), 100 * accuracy));
        svg.append(
            String.format(Locale.ROOT, "<line class=\"mark\" stroke-width=\"3\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\""
                + " y2=\"%.1f\"/>", x, x + w, bottom - 200 * bin.confidence(), bottom - 200 * bin.confidence()));
      }
    }
    svg.append(
        String.format(Locale.ROOT, "<line class=\"axis\" x1=\"%d\" x2=\"460\" y1=\"%d\" y2=\"%d\"/>", left, bottom,
            bottom));
    for (int i = 0; i <= 4; i++) {
      svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d %%</text>",
          left + 105 * i, bottom + 16, 25 * i));
      svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>", left - 4,
          bottom + 4 - 50 * i, 25 * i));
    }
    return svg
        + "<text x=\"250\" y=\"256\" text-anchor=\"middle\">probability of the best class (red line: its mean; bar: "
        + "share that is right)</text></svg>";
  }
}
