package io.github.xclip4j.backend;

import java.util.List;
import java.util.Optional;

/**
 * Opens a kind of backend; found by {@link java.util.ServiceLoader} in the class loader of this interface. A jar with a
 * backend names its provider in {@code META-INF/services/io.github.xclip4j.backend.BackendProvider}; nothing else is
 * edited for it.
 */
public interface BackendProvider {
  /** One lower-case word that is its own, by which it is opened: {@code "cuda"}. */
  String name();

  /** The larger, the earlier {@link io.github.xclip4j.Backends#best()} tries it: 0 the definition, 100 the CPU, 200 a GPU. */
  int rank();

  /** What can be chosen when it is opened. */
  List<BackendOption<?>> options();

  /** Why it cannot run here, in a sentence with the remedy; empty if nothing speaks against it. Quick, and opens nothing. */
  Optional<String> unavailable();

  /**
   * Opens it.
   *
   * @param options none but those of {@link #options()}
   * @throws BackendUnavailableException if it cannot run here; the message is a sentence with the remedy
   * @throws IllegalArgumentException if an option's value cannot be taken
   */
  BackendSpi open(BackendOptions options);
}
