package io.github.xclip4j.cli;

import io.github.xclip4j.cli.options.ScoreOptions;
import java.io.PrintWriter;

/** How classifications are printed. */
enum ResultFormat {
  TEXT,
  JSON,
  CSV;

  /** @param scores what kind they are */
  ResultWriter writer(PrintWriter out, ScoreOptions scores) {
    return switch (this) {
      case TEXT -> new TextResults(out, scores);
      case JSON -> new JsonResults(out, scores);
      case CSV -> new CsvResults(out, scores);
    };
  }
}
