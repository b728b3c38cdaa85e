package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.BackendOption;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendProvider;
import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.BackendUnavailableException;
import java.util.List;
import java.util.Optional;

/** The CPU through the Vector API. */
public final class SimdProvider implements BackendProvider {
  /** More than any processor has; a slip of the keyboard must not start them. */
  private static final int MOST_THREADS = 1024;

  public static final BackendOption<Integer> THREADS = BackendOption.integer("threads", 1, MOST_THREADS,
      "Threads that compute, the caller's included; by default one per core. Results do not depend on it.");
  private static final BackendOption<WeightStorage> WEIGHTS = BackendOption.choice("weights", WeightStorage.class,
      "What weights are kept in: as floats, widened while loading, which is fastest and the default, or as stored, where "
          + "half-precision and 8-bit weights stay as narrow as their file has them: half or a quarter of the memory, the "
          + "same results.");

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public int rank() {
    return 100;
  }

  @Override
  public List<BackendOption<?>> options() {
    return List.of(THREADS, WEIGHTS);
  }

  @Override
  public Optional<String> unavailable() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? Optional.empty()
        : Optional.of("the SIMD backend needs the Vector API: start the JVM with --add-modules jdk.incubator.vector");
  }

  @Override
  public BackendSpi open(BackendOptions options) {
    int threads = options.get(THREADS, Runtime.getRuntime().availableProcessors());
    WeightStorage weights = options.get(WEIGHTS, WeightStorage.FLOAT);
    unavailable().ifPresent(reason -> {
      throw new BackendUnavailableException(reason);
    });
    SimdBackend backend = new SimdBackend(threads, weights);
    backend.warmUp();
    return backend;
  }
}
