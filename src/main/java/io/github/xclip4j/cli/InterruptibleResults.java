package io.github.xclip4j.cli;

import java.util.List;

/** Results that get their closing text also when a signal ends the JVM in between. */
final class InterruptibleResults implements ResultWriter {
  private final ResultWriter results;
  private final Thread hook = new Thread(this::end, "xclip4j-results");
  private boolean ended;

  InterruptibleResults(ResultWriter results) {
    this.results = results;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public synchronized void write(String video, int[] frames, List<LabelScore> best) {
    if (!ended) {
      results.write(video, frames, best);
    }
  }

  private synchronized void end() {
    if (!ended) {
      ended = true;
      results.close();
    }
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the JVM is ending
    }
  }
}
