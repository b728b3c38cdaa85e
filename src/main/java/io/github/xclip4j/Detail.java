package io.github.xclip4j;

/** Optional outputs of a forward pass; each costs time and memory. */
public enum Detail {
  /** {@code output_hidden_states}. */
  HIDDEN_STATES,
  /** {@code output_attentions}. */
  ATTENTIONS
}
