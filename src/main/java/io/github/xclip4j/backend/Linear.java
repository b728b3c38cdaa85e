package io.github.xclip4j.backend;

/** The weights of {@code y = x·Wᵀ + b}; opaque, made by {@link Backend#linear}. */
public non-sealed interface Linear extends Resource {

  int inputs();

  int outputs();
}
