package io.github.xclip4j.internal.backend.matrix;

/** How exact products are. */
public enum Precision {
  /**
   * As exact as float: every value is split in three bf16 terms, and the six products of terms that reach into a float's 24
   * bits are summed as floats.
   */
  EXACT(3),
  /**
   * Operands of products are rounded to bf16, 8-bit weights stay integers and meet inputs of 8 bits; sums, residual streams,
   * embeddings and scores are float.
   */
  FAST(1);

  private final int terms;

  Precision(int terms) {
    this.terms = terms;
  }

  /** bf16 values that a float becomes. */
  int terms() {
    return terms;
  }
}
