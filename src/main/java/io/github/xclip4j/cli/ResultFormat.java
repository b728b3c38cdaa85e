package io.github.xclip4j.cli;

import java.io.PrintWriter;

/** How classifications are printed. */
enum ResultFormat {
  TEXT,
  JSON,
  CSV;

  ResultWriter writer(PrintWriter out) {
    return switch (this) {
      case TEXT -> new TextResults(out);
      case JSON -> new JsonResults(out);
      case CSV -> new CsvResults(out);
    };
  }
}
