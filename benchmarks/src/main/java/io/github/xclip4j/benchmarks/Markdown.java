package io.github.xclip4j.benchmarks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reports as text: what is asked and measured first, then every figure, then where each part was measured. */
final class Markdown {
  private static final Map<String, String> TITLES = Map.of(
      "compare", "Whole models against other engines",
      "gemm", "Matrix products against the peak",
      "reading", "Products of few rows against the rate of reading",
      "jmh", "Kernels against the machine",
      "preprocess", "Preprocessing against decoding",
      "stages", "Where the time goes",
      "latency", "Latency and rate",
      "precision", "Narrow weights against float",
      "startup", "From the start of a JVM to the first result");

  /** What a part's table needs said before it. */
  private static final Map<String, String> REMARKS = Map.of(
      "jmh", """
          The peak is measured in each kernel's own process: multiply-adds out of registers for GFLOP/s, for GB/s reading
          or copying arrays of as many bytes as the kernel reads and writes. The peer is one operator of ONNX Runtime.
          Our softmax is attention's, which leaves the division by the sums to the product that follows.""",
      "stages", """
          Milliseconds of a call, medians. The first column is the share of a call from the file to the scores of the
          first batch and label count, label bank cold. Decoding is ffmpeg's, in a process for each file; stages after
          "text" are measured by themselves.""",
      "latency", """
          Label bank warm is a call without encoding labels. p90 and p99 only where there are 20 calls.""",
      "precision", """
          Megabytes are what loading adds to the used heap once it is collected, regions that large arrays leave partly
          empty included. "Float over this" is float's time over this one's, from interleaved rounds; widened weights
          compute as float does.""");

  private Markdown() {}

  /**
   * A processor's part of the page.
   *
   * @param parts reports, each of one command
   * @param charts image files beside the page, by title
   */
  static String part(String processor, List<Report> parts, Map<String, String> charts) {
    StringBuilder page = new StringBuilder("## " + processor + "\n\n");
    List<Result> all = parts.stream().flatMap(part -> part.results().stream()).toList();
    asked(page, all);
    charts.forEach((title, file) -> page.append("![").append(title).append("](").append(file).append(")\n\n"));
    Set<String> explained = new HashSet<>();
    for (Report part : parts) {
      part.sections().forEach((section, results) -> {
        heading(page, section, explained);
        section(page, results);
      });
    }
    machines(page, parts);
    return page.toString();
  }

  /** What all parts share as a list, and a table of the rest with a row for each part. */
  private static void machines(StringBuilder page, List<Report> parts) {
    page.append("### Where and when\n\n");
    Map<String, String> shared = new LinkedHashMap<>(parts.getFirst().machine());
    Set<String> differing = new LinkedHashSet<>();
    for (Report part : parts) {
      shared.entrySet().removeIf(fact -> !fact.getValue().equals(part.machine().get(fact.getKey())));
      differing.addAll(part.machine().keySet());
    }
    differing.removeAll(shared.keySet());
    shared.forEach((name, fact) -> page.append("- ").append(name).append(": ").append(fact).append('\n'));
    page.append(shared.isEmpty() ? "" : "\n");
    if (differing.isEmpty()) {
      return;
    }
    List<String> head = new ArrayList<>(List.of("part"));
    head.addAll(differing);
    List<List<String>> rows = new ArrayList<>();
    for (Report part : parts) {
      List<String> row = new ArrayList<>(List.of(part.sections().keySet().iterator().next()));
      differing.forEach(fact -> row.add(part.machine().getOrDefault(fact, "")));
      rows.add(row);
    }
    table(page, head, rows);
  }

  private static void asked(StringBuilder page, List<Result> results) {
    page.append("### Asked and measured\n\n");
    List<List<String>> rows = new ArrayList<>();
    for (Result result : results) {
      if (result.asked().isPresent()) {
        rows.add(List.of(result.measure(), Report.number(result.asked().getAsDouble()),
            Report.number(result.value()) + " " + result.unit(), result.reached() ? "yes" : "**no**"));
      } else if (result.section().equals("startup")) {
        rows.add(List.of(result.measure(), "report",
            Report.number(result.value()) + " " + result.unit(), "–"));
      }
    }
    table(page, List.of("measure", "at least", "measured", "reached"), rows);
  }

  /** Remarks stand where a kind of part appears first. */
  private static void heading(StringBuilder page, String section, Set<String> explained) {
    String kind = kind(section);
    page.append("### ").append(title(section)).append("\n\n");
    String remark = REMARKS.get(kind);
    if (remark != null && explained.add(kind)) {
      page.append(remark).append("\n\n");
    }
  }

  private static void section(StringBuilder page, List<Result> results) {
    Set<String> details = Report.details(results);
    List<String> head = new ArrayList<>(List.of("measure", "value"));
    head.addAll(details);
    List<List<String>> rows = new ArrayList<>();
    for (Result result : results) {
      List<String> row = new ArrayList<>(
          List.of(result.measure(), Report.number(result.value()) + " " + result.unit()));
      for (String detail : details) {
        Double value = result.details().get(detail);
        row.add(value == null ? "" : Report.number(value));
      }
      rows.add(row);
    }
    table(page, head, rows);
  }

  /** Sections are called {@code "KIND"} or {@code "KIND, MODEL"}. */
  private static String kind(String section) {
    return section.split(", ", 2)[0];
  }

  private static String title(String section) {
    String kind = kind(section);
    String title = TITLES.getOrDefault(kind, kind);
    return kind.equals(section) ? title : title + section.substring(kind.length()).replaceFirst(",", ":");
  }

  private static void table(StringBuilder page, List<String> head, List<List<String>> rows) {
    row(page, head);
    page.append("|---".repeat(head.size())).append("|\n");
    rows.forEach(row -> row(page, row));
    page.append('\n');
  }

  private static void row(StringBuilder page, List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
