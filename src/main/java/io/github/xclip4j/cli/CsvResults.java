package io.github.xclip4j.cli;

import io.github.xclip4j.cli.options.Csv;
import io.github.xclip4j.cli.options.ScoreOptions;
import java.io.PrintWriter;
import java.util.List;

/** A line per video and label, under a header. */
final class CsvResults implements ResultWriter {
  private final PrintWriter out;
  private final boolean logits;

  CsvResults(PrintWriter out, ScoreOptions scores) {
    this.out = out;
    this.logits = scores.kind() == ScoreOptions.Kind.LOGIT;
    out.println("video,rank,label," + (logits ? "" : scores.kind().word() + ",") + "logit");
  }

  @Override
  public void write(String video, int[] frames, List<LabelScore> best) {
    for (int i = 0; i < best.size(); i++) {
      LabelScore score = best.get(i);
      String logit = score.logit().isPresent() ? Float.toString((float) score.logit().getAsDouble()) : "";
      out.println(Csv.quote(video) + "," + (i + 1) + "," + Csv.quote(score.label()) + ","
          + (logits ? "" : score.score() + ",") + logit);
    }
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
