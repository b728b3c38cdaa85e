package io.github.xclip4j.training;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which parameters are trained, the others being frozen.
 *
 * @param description how it was chosen: {@code visual}, or patterns of names
 * @param patterns of names, where {@code *} stands for anything; a parameter that one of them fits is trained
 */
public record Tuned(String description, List<String> patterns) implements Predicate<String> {
  /** Everything. */
  public static final Tuned ALL = new Tuned("all", List.of("*"));

  /** The authors' choice: the frame tower, messages, MIT and prompts; not the text tower and logit_scale. */
  public static final Tuned VISUAL = new Tuned("visual", List.of("vision_model.*", "visual_projection.*", "mit.*",
      "prompts_*"));

  /** MIT and the prompt generator: both towers stay as they are, so that what they compute can be kept. */
  public static final Tuned HEADS = new Tuned("heads", List.of("mit.*", "prompts_*"));

  public Tuned {
    patterns = List.copyOf(patterns);
  }

  /**
   * A choice by its name, or by patterns.
   *
   * @param choice {@code all}, {@code visual}, {@code heads}, or patterns separated by commas: {@code "mit.*,*.message_*"}
   * @throws IllegalArgumentException if there is none
   */
  public static Tuned of(String choice) {
    return switch (choice.strip().toLowerCase(Locale.ROOT)) {
      case "all" -> ALL;
      case "visual" -> VISUAL;
      case "heads" -> HEADS;
      default -> patterns(choice);
    };
  }

  private static Tuned patterns(String choice) {
    List<String> patterns = Pattern.compile(",").splitAsStream(choice).map(String::strip)
        .filter(pattern -> !pattern.isEmpty()).toList();
    if (patterns.isEmpty()) {
      throw new IllegalArgumentException("nothing is to be trained: choose all, visual, heads or patterns of names");
    }
    return new Tuned(String.join(",", patterns), patterns);
  }

  /** Whether a parameter is trained. */
  @Override
  public boolean test(String name) {
    return patterns.stream().anyMatch(pattern -> fits(pattern, name));
  }

  /**
   * Refuses patterns that fit no parameter, which are mistakes.
   *
   * @param names of all parameters
   */
  void check(Collection<String> names) {
    for (String pattern : patterns) {
      if (names.stream().noneMatch(name -> fits(pattern, name))) {
        throw new IllegalArgumentException("no parameter of the model is called " + pattern
            + ": choose all, visual, heads or patterns of the names that xclip4j weights inspect lists");
      }
    }
  }

  private static boolean fits(String pattern, String name) {
    String regex = Pattern.compile("\\*").splitAsStream(pattern + " ").map(Pattern::quote)
        .reduce((a, b) -> a + ".*" + b).orElse("");
    return Pattern.matches(regex, name + " ");
  }

  @Override
  public String toString() {
    return description;
  }
}
