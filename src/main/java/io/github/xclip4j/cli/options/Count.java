package io.github.xclip4j.cli.options;

/** Numbers of things, for people. */
public final class Count {
  private Count() {}

  /** {@code "1 layer"}, {@code "2 layers"}. */
  public static String of(int number, String singular) {
    return number + " " + singular + (number == 1 ? "" : "s");
  }
}
