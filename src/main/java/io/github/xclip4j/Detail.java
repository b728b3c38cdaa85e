package io.github.xclip4j;

/** What a forward pass gives on request, as it costs time and memory. */
public enum Detail {
  /** {@code output_hidden_states}. */
  HIDDEN_STATES,
  /** {@code output_attentions}. */
  ATTENTIONS
}
