package io.github.xclip4j.backend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Something that can be chosen when a backend is opened: a name and the values it takes. */
public final class BackendOption<T> {
  private final String name;
  private final String values;
  private final List<String> choices;
  private final String description;
  private final Function<String, T> parse;

  private BackendOption(String name, String values, List<String> choices, String description,
      Function<String, T> parse) {
    this.name = name;
    this.values = values;
    this.choices = choices;
    this.description = description;
    this.parse = parse;
  }

  /** A whole number from {@code least} to {@code most}. */
  public static BackendOption<Integer> integer(String name, int least, int most, String description) {
    String values = least + " to " + most;
    return new BackendOption<>(name, values, List.of(), description, text -> {
      try {
        int value = Integer.parseInt(text);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // no number: refused as one out of range is
      }
      throw refused(name, text, values);
    });
  }

  /** One of an enum's constants, written in lower case. */
  public static <E extends Enum<E>> BackendOption<E> choice(String name, Class<E> type, String description) {
    List<String> choices = Arrays.stream(type.getEnumConstants()).map(BackendOption::word).toList();
    String values = String.join(", ", choices);
    return new BackendOption<>(name, values, choices, description,
        text -> Arrays.stream(type.getEnumConstants())
            .filter(each -> word(each).equals(text.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(() -> refused(name, text, values)));
  }

  /**
   * An option of other backends of which this one has a single value, so that what it does anyway can be asked for.
   *
   * @param reason why there is no other, a sentence for people; it is also what refuses another
   */
  public static BackendOption<String> fixed(String name, String value, String reason) {
    return new BackendOption<>(name, value, List.of(value), reason, text -> {
      if (!text.strip().equals(value)) {
        throw new IllegalArgumentException(name + " is " + text + ": it must be " + value + ". " + reason);
      }
      return value;
    });
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static IllegalArgumentException refused(String name, String text, String values) {
    return new IllegalArgumentException(name + " is " + text + ": it must be " + values);
  }

  /** {@code "threads"}. */
  public String name() {
    return name;
  }

  /** The values it takes, for people: {@code "1 to 1024"}. */
  public String values() {
    return values;
  }

  /** The values one by one; empty where they are a range. */
  public List<String> choices() {
    return choices;
  }

  /** What it does and what holds without it, a sentence for people. */
  public String description() {
    return description;
  }

  /**
   * The value that a text stands for.
   *
   * @throws IllegalArgumentException naming the values it takes
   */
  public T parse(String text) {
    return parse.apply(text);
  }

  @Override
  public String toString() {
    return name;
  }
}
