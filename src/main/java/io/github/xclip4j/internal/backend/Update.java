package io.github.xclip4j.internal.backend;

/** What a result does to the tensor that receives it. */
public enum Update {
  /** {@code out = result}. */
  ASSIGN,
  /** {@code out += result}. */
  ADD
}
