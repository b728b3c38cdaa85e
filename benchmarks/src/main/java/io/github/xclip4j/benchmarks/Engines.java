package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;

/** Backends by the names the commands take. */
public final class Engines {
  private static final String THREADS = "threads";

  private Engines() {}

  /**
   * Opens a backend.
   *
   * @param name one that {@link Backends#list} knows
   * @param threads that compute, the caller included, where the backend has several
   */
  public static Backend open(String name, int threads) {
    boolean several = Backends.list()
        .stream()
        .filter(each -> each.name().equals(name))
        .flatMap(each -> each.options().stream())
        .anyMatch(option -> option.name().equals(THREADS));
    return Backends.open(name, several ? BackendOptions.of(THREADS, threads) : BackendOptions.NONE);
  }
}
