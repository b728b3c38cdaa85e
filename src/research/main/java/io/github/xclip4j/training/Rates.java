package io.github.xclip4j.training;

import java.util.List;

/**
 * Learning rates and weight decay by parameter, as the authors group them: what CLIP did not have learns faster, and only
 * matrices decay.
 *
 * @param base of what was CLIP's
 * @param newParts times {@code base}, of messages, MIT and the prompt generator
 * @param lowest where the schedule ends, for all
 * @param weightDecay of parameters that decay
 * @param decayed which decay
 */
public record Rates(double base, double newParts, double lowest, double weightDecay, Decayed decayed) {
  /** Which parameters decay. */
  public enum Decayed {
    /** Those of the authors: of more than one dimension and no position embedding, and logit_scale. */
    AUTHORS,
    /** Those of more than one dimension. */
    MATRICES
  }

  private static final List<String> NEW_PARTS = List.of("prompts", "mit", "message_");

  public Rates {
    if (!(base >= 0 && newParts >= 0 && lowest >= 0 && weightDecay >= 0)) {
      throw new IllegalArgumentException("learning rates and weight decay cannot be negative: " + base + ", times "
          + newParts + ", lowest " + lowest + ", decay " + weightDecay);
    }
  }

  /** The authors' grouping of a base rate: new parts ten times as fast, a hundredth in the end, decay 0.001. */
  public static Rates authors(double base) {
    return new Rates(base, 10, base / 100, 0.001, Decayed.AUTHORS);
  }

  /** The rate that the schedule starts from. */
  double rate(String name) {
    return NEW_PARTS.stream().anyMatch(name::contains) ? base * newParts : base;
  }

  /** @param shape as published */
  double decay(String name, List<Long> shape) {
    boolean matrix = shape.size() > 1 && !name.endsWith("bias");
    boolean decays = switch (decayed) {
      case MATRICES -> matrix;
      case AUTHORS -> name.equals("logit_scale") || matrix && !name.contains("position_embedding");
    };
    return decays ? weightDecay : 0;
  }
}
