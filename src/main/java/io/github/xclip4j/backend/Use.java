package io.github.xclip4j.backend;

/**
 * What scratch memory is used for, so that a backend may store it in fewer bits or in an order of its own. Operands and
 * inputs of linear layers are written once; streams change in place.
 */
public enum Use {
  /** Anything: residual streams, embeddings, scores. Always float, in rows. */
  STREAM,
  /**
   * Only ever the input of products (of a linear layer, of attention): a backend with a fast precision may keep it in half
   * the bits.
   */
  OPERAND,
  /**
   * Read by linear layers and nothing else: a backend may keep it in an order of its own. Written whole, as the result of
   * {@link Ops#linear}, {@link Ops#layerNorm} or {@link Ops#patches}, and used whole, in these or other groups.
   */
  LINEAR_INPUT
}
