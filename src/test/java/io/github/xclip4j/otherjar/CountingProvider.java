package io.github.xclip4j.otherjar;

import io.github.xclip4j.backend.BackendOption;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendProvider;
import io.github.xclip4j.backend.BackendSpi;
import java.util.List;
import java.util.Optional;

/** What {@code META-INF/services/io.github.xclip4j.backend.BackendProvider} of a jar with a backend names. */
public final class CountingProvider implements BackendProvider {
  private static final BackendOption<Integer> PATIENCE = BackendOption.integer("patience", 1, 1_000_000,
      "Operations until the backend says that it is tired; by default it never does.");

  @Override
  public String name() {
    return "counting";
  }

  /** Below every other: nobody gets it who does not ask for it. */
  @Override
  public int rank() {
    return -1;
  }

  @Override
  public List<BackendOption<?>> options() {
    return List.of(PATIENCE);
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public BackendSpi open(BackendOptions options) {
    return new CountingBackend(options.get(PATIENCE, Integer.MAX_VALUE));
  }
}
