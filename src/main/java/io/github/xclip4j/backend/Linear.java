package io.github.xclip4j.backend;

/** The weights of {@code y = x·Wᵀ + b}; opaque, made by {@link Backend#linear}. */
public non-sealed interface Linear extends Resource {
  /** The backend that made it. */
  Backend backend();

  int inputs();

  int outputs();
}
