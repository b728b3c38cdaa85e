package io.github.xclip4j.lists;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Names of classes: the number of a class is its row. Names are found with blanks or underscores, quoted or not. */
public final class ClassNames {
  /** Where neither list nor label file name the classes. */
  public static final ClassNames NONE = of(List.of());

  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();

  private ClassNames(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      numbers.putIfAbsent(plain(names.get(i)), i);
    }
  }

  public static ClassNames of(List<String> names) {
    return new ClassNames(names);
  }

  /** A name with blanks for underscores, without quotes. */
  static String plain(String name) {
    return name.replace('_', ' ').replace("\"", "").strip();
  }

  /** The names, in the order of the class numbers. */
  public List<String> names() {
    return names;
  }

  public int count() {
    return names.size();
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  public String name(int number) {
    return names.get(number);
  }

  /** The first class of a name. */
  public OptionalInt number(String name) {
    Integer found = numbers.get(plain(name));
    return found == null ? OptionalInt.empty() : OptionalInt.of(found);
  }

  /** Whether a number is a class's. */
  boolean has(long number) {
    return number >= 0 && number < names.size();
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
