package io.github.xclip4j.cli.options;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar that appears on a terminal once the work takes longer than a second. */
public final class Progress implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private enum Unit { STEP, BYTE }

  private final String task;
  private final boolean terminal;
  private final Unit unit;
  private final long begin = System.nanoTime();
  private Optional<ProgressBar> bar = Optional.empty();
  private long total;
  private long done;

  /**
   * Starts the clock.
   *
   * @param steps of the whole work; a single step shows nothing
   */
  public Progress(String task, int steps) {
    this(task, steps, Unit.STEP);
  }

  private Progress(String task, long total, Unit unit) {
    this.task = task;
    this.total = total;
    this.unit = unit;
    // The launcher says whether standard error is a terminal, since it stands between that and the JVM.
    this.terminal = Boolean.getBoolean("xclip4j.terminal");
  }

  /** Starts the clock of work that is counted in bytes; how many, {@link #total} tells when that is known. */
  public static Progress ofBytes(String task) {
    return new Progress(task, 0, Unit.BYTE);
  }

  /** One more step is done. */
  public void step() {
    reach(done + 1);
  }

  /** So many steps or bytes are done; fewer than before where something is begun again. */
  public void reach(long reached) {
    done = reached;
    if (bar.isEmpty() && terminal && total > 1 && System.nanoTime() - begin > PATIENCE.toNanos()) {
      bar = Optional.of(newBar());
    }
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  /** The whole work is that many steps or bytes. */
  public void total(long all) {
    total = all;
    bar.ifPresent(shown -> shown.maxHint(all));
  }

  private ProgressBar newBar() {
    ProgressBarBuilder builder = new ProgressBarBuilder().setTaskName(task).setInitialMax(total)
        .setConsumer(new ConsoleProgressBarConsumer(System.err));
    DecimalFormat speed = new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return (unit == Unit.BYTE ? builder.setUnit(" MB", 1_000_000) : builder).showSpeed(speed).build();
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
