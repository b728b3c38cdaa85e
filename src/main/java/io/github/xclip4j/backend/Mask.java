package io.github.xclip4j.backend;

import java.util.Optional;

/**
 * Which keys a query may attend to.
 *
 * @param causal query {@code i} sees keys {@code 0..i} only
 * @param keys (groups, 1, keys) with 0 where a key is padding and 1 elsewhere, when there is padding
 */
public record Mask(boolean causal, Optional<Tensor> keys) {
  /** Every query sees every key. */
  public static final Mask NONE = new Mask(false, Optional.empty());

  /** Every query sees itself and what is before it. */
  public static final Mask CAUSAL = new Mask(true, Optional.empty());

  /** Causal, and padding keys are seen by no query. */
  public static Mask causalWithPadding(Tensor keys) {
    return new Mask(true, Optional.of(keys));
  }
}
