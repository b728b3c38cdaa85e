package io.github.xclip4j.training;

import io.github.xclip4j.cli.options.Errors;
import io.github.xclip4j.cli.options.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Prints how a training goes: a line for each epoch, with the time that is left. */
final class ConsoleListener implements TrainingListener, AutoCloseable {
  private final PrintWriter out;
  private final PrintWriter err;
  private final BooleanSupplier stopped;
  private final Progress progress;
  private final long begin = System.nanoTime();
  private long firstStep = -1;
  private double loss;
  private long videos;
  private int epoch;

  ConsoleListener(PrintWriter out, PrintWriter err, long steps, BooleanSupplier stopped) {
    this.out = out;
    this.err = err;
    this.stopped = stopped;
    this.progress = new Progress("training", (int) Math.min(steps, Integer.MAX_VALUE));
  }

  @Override
  public void step(Step step) {
    if (firstStep < 0) {
      firstStep = step.step() - 1;
    }
    if (step.videos() > 0) {
      loss += step.loss() * step.videos();
      videos += step.videos();
    }
    progress.reach(step.step());
    if (step.epoch() >= epoch + 1 || step.epoch() == Math.rint(step.epoch())) {
      epoch = (int) step.epoch();
      progress.makeRoom();
      Duration left = Duration.ofNanos((long) ((System.nanoTime() - begin) / (double) (step.step() - firstStep)
          * (step.steps() - step.step())));
      out.printf(Locale.ROOT, "epoch %d: step %d of %d, loss %.4f, rate %.3g, %s left%n", epoch, step.step(),
          step.steps(), videos == 0 ? Double.NaN : loss / videos, step.rate(), text(left));
      out.flush();
      loss = 0;
      videos = 0;
    }
  }

  private static String text(Duration left) {
    return left.toHours() > 0 ? String.format(Locale.ROOT, "%d h %02d min", left.toHours(), left.toMinutesPart())
        : left.toMinutes() > 0 ? String.format(Locale.ROOT, "%d min %02d s", left.toMinutes(), left.toSecondsPart())
        : left.toSeconds() + " s";
  }

  @Override
  public void evaluated(double epochs, long step, Accuracy accuracy) {
    progress.makeRoom();
    out.println("  validation: " + accuracy);
    out.flush();
  }

  @Override
  public void leftOut(String video, Exception reason) {
    progress.makeRoom();
    String message = Errors.describe(reason);
    err.println("warning: left out: " + (message.contains(video) ? message : video + ": " + message));
  }

  @Override
  public void saved(long step, Path directory) {}

  @Override
  public boolean isStopped() {
    return stopped.getAsBoolean();
  }

  @Override
  public void close() {
    progress.close();
  }
}
