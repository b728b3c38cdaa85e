package io.github.xclip4j.training;

import java.util.Locale;

/**
 * The learning rate of every step: linear warm-up, then the authors' cosine ({@code timm.scheduler.CosineLRScheduler}),
 * which counts from step 0, so that the rate drops a little where the warm-up ends.
 *
 * @param kind how the first steps go
 * @param steps optimizer steps of the whole run
 * @param warmupSteps optimizer steps of the warm-up, less than {@code steps}
 * @param accumulation batches in a step, which is what the authors' schedule counts
 */
public record Schedule(Kind kind, long steps, long warmupSteps, int accumulation) {
  /** How a schedule begins. */
  public enum Kind {
    /**
     * As the authors' code runs: the rate is set after a step for the next one and starts at zero, so that step 0, and
     * without accumulation step 1, too, change nothing but the moments.
     */
    AUTHORS,
    /** The authors' without steps of rate zero: warm-up from a hundredth of the rate. */
    CORRECTED,
    /** The same rate in every step. */
    CONSTANT;

    /** What it is called on a command line and in files. */
    public String option() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Schedule {
    if (steps < 1 || warmupSteps < 0 || warmupSteps > steps || accumulation < 1) {
      throw new IllegalArgumentException("a schedule of " + steps + " steps, of which " + warmupSteps
          + " are the warm-up, with " + accumulation
          + " batches each: a step or more is needed, and no longer warm-up");
    }
  }

  /**
   * The rate of a step.
   *
   * @param step from 0
   * @param base the group's own rate, which is reached at the end of the warm-up
   * @param lowest where the cosine ends, the same for all groups
   */
  public double rate(long step, double base, double lowest) {
    return switch (kind) {
      case AUTHORS -> step == 0 ? 0 : authors(step * accumulation - 1, base, lowest);
      case CORRECTED -> step < warmupSteps ? base / 100 + step * (base - base / 100) / warmupSteps
          : cosine(step, steps, base, lowest);
      case CONSTANT -> base;
    };
  }

  /** @param batch as timm counts */
  private double authors(long batch, double base, double lowest) {
    long warmup = warmupSteps * accumulation;
    return batch < warmup ? base * batch / warmup : cosine(batch, steps * accumulation, base, lowest);
  }

  private static double cosine(long at, long of, double base, double lowest) {
    return at >= of ? lowest : lowest + (base - lowest) / 2 * (1 + Math.cos(Math.PI * at / of));
  }
}
