package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A label set, encoded once and kept on the backend: the text tower does not depend on the video, nor do the first
 * queries of the prompt generator. Safe for use by many sessions of the model it came from.
 */
public final class Labels implements AutoCloseable {
  private final XClip model;
  private final List<String> names;
  private final Tensor text;
  private final Optional<Tensor> firstQueries;
  private boolean closed;

  /**
   * @param text (1, K, E), a constant of the model's backend
   * @param firstQueries (1, K, E), where the model's prompt generator has layers
   */
  Labels(XClip model, List<String> names, Tensor text, Optional<Tensor> firstQueries) {
    this.model = model;
    this.names = List.copyOf(names);
    this.text = text;
    this.firstQueries = firstQueries;
  }

  /** The labels, in the order of all scores. */
  public List<String> names() {
    return names;
  }

  /** K. */
  public int count() {
    return names.size();
  }

  Tensor text() {
    return text;
  }

  Tensor firstQueries() {
    return firstQueries.orElse(text);
  }

  /** @throws IllegalStateException if these labels are closed, {@link IllegalArgumentException} if another model's */
  void check(XClip user) {
    if (closed) {
      throw new IllegalStateException("the labels are closed");
    }
    if (user != model) {
      throw new IllegalArgumentException("the labels were encoded by another model: encode them with this one");
    }
  }

  /** Gives their memory back to the backend; no session may be using them. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Backend backend = model.backend();
      backend.release(text);
      firstQueries.ifPresent(backend::release);
    }
  }
}
