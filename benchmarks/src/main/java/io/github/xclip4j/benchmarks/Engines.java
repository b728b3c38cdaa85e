package io.github.xclip4j.benchmarks;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.internal.backend.scalar.ScalarBackend;
import io.github.xclip4j.internal.backend.simd.SimdBackend;

/** Backends by the names the commands take. */
public final class Engines {
  private Engines() {}

  /**
   * Opens a backend.
   *
   * @param name {@code scalar} or {@code simd}
   * @param threads workers, the caller included
   * @throws IllegalArgumentException for another name
   */
  public static Backend open(String name, int threads) {
    return switch (name) {
      case "simd" -> new SimdBackend(threads);
      case "scalar" -> new ScalarBackend();
      default -> throw new IllegalArgumentException("there is no backend \"" + name + "\": take scalar or simd");
    };
  }
}
