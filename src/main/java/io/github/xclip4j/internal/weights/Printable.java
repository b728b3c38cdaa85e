package io.github.xclip4j.internal.weights;

/** Makes what a file says fit for a one-line message. */
public final class Printable {
  private static final int LONGEST = 120;

  private Printable() {}

  /** A name without control characters, cut where it gets long. */
  public static String name(String name) {
    String cut = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
    return cut.isEmpty() ? "\"\"" : onOneLine(cut);
  }

  private static String onOneLine(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return shown.toString();
  }
}
