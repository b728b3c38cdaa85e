package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendProvider;
import java.util.Arrays;
import java.util.ServiceLoader;

/** Backends by the names the commands take. */
public final class Engines {
  private static final String THREADS = "threads";
  private static final double EXACT_DIFFERENCE = 1e-4;
  private static final double FAST_DIFFERENCE = 1e-2; // of bf16 operands, in embeddings

  private Engines() {}

  /**
   * Opens a backend.
   *
   * @param engine a name that {@link Backends#list} knows, and options after colons: {@code "matrix:precision=fast"}
   * @param threads that compute, the caller included, where the backend has several
   */
  public static Backend open(String engine, int threads) {
    String[] words = engine.split(":");
    // Asking which backends there are would load the others' libraries, a tenth of a second of a start.
    boolean several = ServiceLoader.load(BackendProvider.class)
        .stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.name().equals(words[0]))
        .flatMap(each -> each.options().stream())
        .anyMatch(option -> option.name().equals(THREADS));
    BackendOptions options = several ? BackendOptions.of(THREADS, threads) : BackendOptions.NONE;
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      String[] pair = word.split("=", 2);
      if (pair.length < 2) {
        throw new IllegalArgumentException("--backend " + engine + ": options are NAME:OPTION=VALUE, not " + word);
      }
      options = options.with(pair[0], pair[1]);
    }
    return Backends.open(words[0], options);
  }

  /** Whether operands of products are rounded to bf16. */
  public static boolean isFast(String engine) {
    return engine.contains(":precision=fast");
  }

  /** The relative rounding error of an operand. */
  public static double roundoff(String engine) {
    return isFast(engine) ? 0x1p-8 : 0x1p-24;
  }

  /** The largest relative L2 difference from a float peer that leaves no doubt that both compute the same. */
  static double largestDifference(String engine) {
    return isFast(engine) ? FAST_DIFFERENCE : EXACT_DIFFERENCE;
  }
}
