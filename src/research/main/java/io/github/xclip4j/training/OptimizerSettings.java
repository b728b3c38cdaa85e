package io.github.xclip4j.training;

/**
 * AdamW's settings.
 *
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of their squares
 */
public record OptimizerSettings(Rates rates, double beta1, double beta2, double epsilon) {
  public OptimizerSettings {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
      throw new IllegalArgumentException(
          "AdamW's betas lie between 0 and 1 and its epsilon above 0, not " + beta1 + ", "
              + beta2 + " and " + epsilon);
    }
  }

  /** The authors' settings with a base rate. */
  public static OptimizerSettings authors(double baseRate) {
    return new OptimizerSettings(Rates.authors(baseRate), 0.9, 0.98, 1e-8);
  }
}
