package io.github.xclip4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of all results: what there is to say about them, then a part for each processor. A new part takes the place of
 * the same processor's earlier one; the others stay as they are.
 *
 * @param parts Markdown by processor
 */
record ResultsPage(Map<String, String> parts) {
  private static final Pattern MARK = Pattern.compile("(?m)^<!-- processor: (.*) -->\\n");

  private static final String INTRODUCTION = """
      # Results

      Written by the benchmarks' `report` command, one part for each processor that something was measured on. Ratios are
      medians over interleaved rounds: one sample of each contestant per round, in alternating order. Outputs were compared
      before anything was timed. "Difference" is the relative L2 distance of the two outputs. Stages, latencies and weights
      of less precision are measured on all cores unless a row says otherwise.

      """;

  ResultsPage {
    parts = new LinkedHashMap<>(parts);
  }

  /** Reads a page, or begins one where there is none. */
  static ResultsPage of(Path file) throws IOException {
    return parse(Files.isRegularFile(file) ? Files.readString(file) : "");
  }

  static ResultsPage parse(String page) {
    Map<String, String> parts = new LinkedHashMap<>();
    Matcher mark = MARK.matcher(page);
    String processor = "";
    int start = 0;
    while (mark.find()) {
      parts.put(processor, page.substring(start, mark.start()).strip());
      processor = mark.group(1);
      start = mark.end();
    }
    parts.put(processor, page.substring(start).strip());
    parts.remove(""); // the introduction and the notes, which are written anew
    return new ResultsPage(parts);
  }

  /** This page with the part of a processor. */
  ResultsPage with(String processor, String part) {
    Map<String, String> more = new LinkedHashMap<>(parts);
    more.put(processor, part.strip());
    return new ResultsPage(more);
  }

  /** @param notes further text, or an empty one */
  String text(String notes) {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    if (!notes.isBlank()) {
      page.append(notes.strip()).append("\n\n");
    }
    parts.forEach((processor, part) -> page.append("<!-- processor: ").append(processor).append(" -->\n").append(part)
        .append("\n\n"));
    return page.toString().stripTrailing() + "\n";
  }
}
