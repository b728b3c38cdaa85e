package io.github.xclip4j.cli.options;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar that appears on a terminal once the work takes longer than a second. */
public final class Progress implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String task;
  private final int steps;
  private final boolean terminal;
  private final long begin = System.nanoTime();
  private Optional<ProgressBar> bar = Optional.empty();
  private int done;

  /**
   * Starts the clock.
   *
   * @param steps of the whole work; a single step shows nothing
   */
  public Progress(String task, int steps) {
    this.task = task;
    this.steps = steps;
    // The launcher says whether standard error is a terminal, since it stands between that and the JVM.
    this.terminal = Boolean.getBoolean("xclip4j.terminal");
  }

  /** One more step is done. */
  public void step() {
    done++;
    if (bar.isEmpty() && terminal && steps > 1 && System.nanoTime() - begin > PATIENCE.toNanos()) {
      bar = Optional.of(new ProgressBarBuilder().setTaskName(task).setInitialMax(steps)
          .setConsumer(new ConsoleProgressBarConsumer(System.err)).build());
    }
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  /** Wipes the bar off its line, so that a result can be printed there; the next step draws it again. */
  public void makeRoom() {
    if (bar.isPresent()) {
      System.err.print("\r\u001b[2K");
      System.err.flush();
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
