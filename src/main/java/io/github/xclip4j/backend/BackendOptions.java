package io.github.xclip4j.backend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a backend is opened with: options by name, each as the backend's {@link BackendProvider#options provider} declares
 * it. Immutable.
 *
 * <pre>{@code
 * BackendOptions.of("threads", 4).with("weights", "stored")
 * }</pre>
 */
public final class BackendOptions {
  /** Every option as the backend has it by default. */
  public static final BackendOptions NONE = new BackendOptions(Map.of());

  private final Map<String, String> values;

  private BackendOptions(Map<String, String> values) {
    this.values = values;
  }

  /** A single option. */
  public static BackendOptions of(String name, Object value) {
    return NONE.with(name, value);
  }

  /**
   * These options and one more, in place of one of the same name.
   *
   * @param value a number, a word, or an enum constant; what it stands for is its {@link Object#toString() text}
   */
  public BackendOptions with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value.toString());
    return new BackendOptions(Collections.unmodifiableMap(more));
  }

  /** The names of the options that are given. */
  public Set<String> names() {
    return values.keySet();
  }

  /**
   * The value of an option, for providers.
   *
   * @throws IllegalArgumentException if the option does not take the value that was given
   */
  public <T> T get(BackendOption<T> option, T otherwise) {
    String text = values.get(option.name());
    return text == null ? otherwise : option.parse(text);
  }

  /** Why a backend does not take these options, in a sentence with those it has; empty if it has them all. */
  public Optional<String> unknownTo(BackendProvider backend) {
    List<String> known = backend.options().stream().map(BackendOption::name).toList();
    return values.keySet()
        .stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(name -> "the " + backend.name() + " backend has no option " + name + ", "
            + (known.isEmpty() ? "nor any other" : "only " + String.join(", ", known)));
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
