package io.github.xclip4j.internal.backend;

/** How exactly products are computed, where a backend leaves the choice. Sums and residual streams are float in both. */
public enum Precision {
  /** As exact as float. */
  EXACT,
  /** Weights and operands of products are rounded to bf16. */
  FAST
}
