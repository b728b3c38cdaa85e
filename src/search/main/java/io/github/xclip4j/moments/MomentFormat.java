package io.github.xclip4j.moments;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How results are written. */
enum MomentFormat {
  TEXT("txt"),
  JSON("json"),
  JSONL("jsonl"),
  CSV("csv"),
  VTT("vtt"),
  HTML("html");

  private final String ending;

  MomentFormat(String ending) {
    this.ending = ending;
  }

  /** The format that a file's name says. */
  static Optional<MomentFormat> of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(format -> name.endsWith("." + format.ending)).findFirst();
  }

  /** @param place of the result, for links from it; none on standard output */
  MomentWriter writer(Report report, PrintWriter out, Optional<Path> place) {
    return switch (this) {
      case TEXT -> new TextMoments(report, out);
      case JSON -> new JsonMoments(report, out);
      case JSONL -> new JsonLineMoments(report, out);
      case CSV -> new CsvMoments(report, out);
      case VTT -> new WebVttMoments(report, out);
      case HTML -> new HtmlMoments(report, out, place);
    };
  }
}
