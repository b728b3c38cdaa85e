package io.github.xclip4j.evaluation;

/**
 * So many of so many, as a percentage with its uncertainty.
 *
 * @param correct of them
 * @param count at least 0
 */
public record Proportion(int correct, int count) {
  /** The 97.5 % quantile of the normal distribution. */
  private static final double Z = 1.959963984540054;

  /** In percent; NaN of none. */
  public double percent() {
    return 100.0 * correct / count;
  }

  /** Lower end of Wilson's 95 % interval, in percent; NaN of none. */
  public double low() {
    return 100 * (center() - margin());
  }

  /** Upper end of Wilson's 95 % interval, in percent; NaN of none. */
  public double high() {
    return 100 * (center() + margin());
  }

  private double center() {
    return (correct + Z * Z / 2) / (count + Z * Z) + (count == 0 ? Double.NaN : 0);
  }

  private double margin() {
    double p = (double) correct / count;
    return Z * Math.sqrt(count * p * (1 - p) + Z * Z / 4) / (count + Z * Z);
  }

  Proportion plus(Proportion other) {
    return new Proportion(correct + other.correct, count + other.count);
  }
}
