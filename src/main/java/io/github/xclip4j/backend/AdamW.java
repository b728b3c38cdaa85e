package io.github.xclip4j.backend;

/**
 * The settings of AdamW (Loshchilov and Hutter 2019, algorithm 2; {@code torch.optim.AdamW}) for a group of parameters.
 *
 * @param rate the learning rate of this step
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of their squares
 * @param weightDecay per step and unit of the rate
 */
public record AdamW(double rate, double beta1, double beta2, double epsilon, double weightDecay) {
  /** Values that {@link Adjoints#adamw} reads for a step. */
  public static final int LENGTH = 9;

  /**
   * What {@link Adjoints#adamw} reads, each computed in double and rounded once: gradientScale, decay
   * {@code 1 − rate·weightDecay}, β₁, 1 − β₁, β₂, 1 − β₂, stepSize {@code rate/(1 − β₁ᵗ)}, inverseRoot
   * {@code 1/√(1 − β₂ᵗ)}, epsilon.
   *
   * @param t 1 for the first step
   * @param gradientScale what gradients are multiplied by first; 1, or less where they are clipped or were summed
   */
  public float[] values(long t, double gradientScale) {
    return new float[] {
        (float) gradientScale, (float) (1 - rate * weightDecay), (float) beta1, (float) (1 - beta1), (float) beta2,
        (float) (1 - beta2), (float) (rate / (1 - Math.pow(beta1, t))), (float) (1 / Math.sqrt(1 - Math.pow(beta2, t))),
        (float) epsilon
    };
  }
}
