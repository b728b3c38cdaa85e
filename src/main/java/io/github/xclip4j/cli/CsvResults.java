package io.github.xclip4j.cli;

import io.github.xclip4j.Classification.Score;
import io.github.xclip4j.cli.options.Csv;
import java.io.PrintWriter;
import java.util.List;

/** A line per video and label, under a header. */
final class CsvResults implements ResultWriter {
  private final PrintWriter out;

  CsvResults(PrintWriter out) {
    this.out = out;
    out.println("video,rank,label,probability,logit");
  }

  @Override
  public void write(String video, int[] frames, List<Score> best) {
    for (int i = 0; i < best.size(); i++) {
      Score score = best.get(i);
      out.println(Csv.quote(video) + "," + (i + 1) + "," + Csv.quote(score.label()) + "," + score.probability() + ","
          + score.logit());
    }
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
