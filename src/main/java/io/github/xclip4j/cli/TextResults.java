package io.github.xclip4j.cli;

import io.github.xclip4j.Classification.Score;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** For people: a percentage and a label per line. */
record TextResults(PrintWriter out) implements ResultWriter {
  @Override
  public void write(String video, int[] frames, List<Score> best) {
    out.println(video);
    for (Score score : best) {
      out.printf(Locale.ROOT, "  %5.1f %%  %s%n", 100 * score.probability(), score.label());
    }
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
