package io.github.xclip4j.training;

/**
 * How a model is trained.
 *
 * @param epochs passes over the videos
 * @param warmupEpochs of these, until the rate is reached
 * @param batch videos whose gradients are computed together
 * @param accumulation batches in a step of the optimizer
 * @param smoothing of labels, from 0 to below 1
 * @param seed of the order, the augmentation and the mixing
 * @param saveSteps steps from a checkpoint to the next; 0 for one after every epoch
 */
public record TrainingSettings(int epochs, int warmupEpochs, int batch, int accumulation, Schedule.Kind schedule,
    OptimizerSettings optimizer, double smoothing, Mixing mixing, long seed, int saveSteps) {
  public TrainingSettings {
    if (epochs < 1 || batch < 1 || accumulation < 1 || warmupEpochs < 0 || saveSteps < 0) {
      throw new IllegalArgumentException("epochs " + epochs + ", batch " + batch + ", accumulation " + accumulation
          + ", warm-up " + warmupEpochs + ", steps between checkpoints " + saveSteps
          + ": none can be negative, and of the first three each is at least 1");
    }
    if (warmupEpochs > epochs) {
      throw new IllegalArgumentException(
          "the warm-up of " + warmupEpochs + " epochs is longer than the run of " + epochs);
    }
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("label smoothing lies between 0 and 1, not at " + smoothing);
    }
  }

  /** Steps of an epoch: the last one takes what is left. */
  int stepsPerEpoch(int videos) {
    return Math.ceilDiv(videos, Math.multiplyExact(batch, accumulation));
  }

  Schedule schedule(int videos) {
    long perEpoch = stepsPerEpoch(videos);
    return new Schedule(schedule, epochs * perEpoch, warmupEpochs * perEpoch, accumulation);
  }
}
