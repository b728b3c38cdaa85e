package io.github.xclip4j.cli;

import io.github.xclip4j.cli.options.ScoreOptions;
import java.io.PrintWriter;
import java.util.List;

/** For people: a percentage and a label per line. */
record TextResults(PrintWriter out, ScoreOptions scores) implements ResultWriter {
  @Override
  public void write(String video, int[] frames, List<LabelScore> best) {
    out.println(video);
    for (LabelScore score : best) {
      out.println("  " + scores.text(score.score()) + "  " + score.label());
    }
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
