package io.github.xclip4j.internal.weights;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the scales of 8-bit tensors are called: {@code NAME_scale} as compressed-tensors has them, or {@code NAME.scales}. */
public final class Scales {
  /** What is appended to a tensor's name for the tensor of its scales. */
  public static final String SUFFIX = "_scale";

  private static final List<String> SUFFIXES = List.of(SUFFIX, ".scales");

  private Scales() {}

  /** The name of a tensor's scales, if they are among the names. */
  static Optional<String> of(String tensor, Set<String> names) {
    return SUFFIXES.stream().map(suffix -> tensor + suffix).filter(names::contains).findFirst();
  }

  /** Whether a name is that of another tensor's scales. */
  public static boolean is(String name, Set<String> names) {
    return SUFFIXES.stream().anyMatch(
        suffix -> name.endsWith(suffix) && names.contains(name.substring(0, name.length() - suffix.length())));
  }
}
