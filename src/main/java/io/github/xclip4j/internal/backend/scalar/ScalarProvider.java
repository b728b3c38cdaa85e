package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.backend.BackendOption;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendProvider;
import io.github.xclip4j.backend.BackendSpi;
import java.util.List;
import java.util.Optional;

/** The definition of the others: runs everywhere, slowly. */
public final class ScalarProvider implements BackendProvider {
  private static final BackendOption<String> THREADS =
      BackendOption.fixed("threads", "1", "The scalar backend computes in the thread that calls it.");

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public List<BackendOption<?>> options() {
    return List.of(THREADS);
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public BackendSpi open(BackendOptions options) {
    options.get(THREADS, "1");
    return new ScalarBackend();
  }
}
