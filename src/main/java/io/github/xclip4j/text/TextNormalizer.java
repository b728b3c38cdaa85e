package io.github.xclip4j.text;

import java.text.Normalizer;

/**
 * Normalises a text before it is split: canonical composition, one blank for every run of white space, and lower case
 * letter by letter (a final sigma is not special, as in the reference's fast tokenizer).
 */
final class TextNormalizer {
  private static final int DOTTED_CAPITAL_I = 0x130;

  private TextNormalizer() {}

  static String normalize(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    StringBuilder result = new StringBuilder(composed.length());
    boolean inSpace = false;
    for (int i = 0; i < composed.length();) {
      int c = composed.codePointAt(i);
      i += Character.charCount(c);
      boolean space = isSpace(c);
      if (!space) {
        appendLowerCase(result, c);
      } else if (!inSpace) {
        result.append(' ');
      }
      inSpace = space;
    }
    return result.toString();
  }

  /** The only character whose lower case is two characters in every context. */
  private static void appendLowerCase(StringBuilder target, int c) {
    if (c == DOTTED_CAPITAL_I) {
      target.append("i\u0307");
    } else {
      target.appendCodePoint(Character.toLowerCase(c));
    }
  }

  /** Unicode's White_Space, which {@code \s} means in the reference; Java has no predicate for it. */
  static boolean isSpace(int c) {
    return switch (c) {
      case ' ', '\t', '\n', 0x0B, '\f', '\r', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> c >= 0x2000 && c <= 0x200A;
    };
  }

  /** Python's {@code str.strip}, which also counts the four separator controls as white space. */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isStripped(text.charAt(start))) {
      start++;
    }
    while (end > start && isStripped(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isStripped(char c) {
    return isSpace(c) || c >= 0x1C && c <= 0x1F;
  }

  /** Replaces lone surrogates, which UTF-8 cannot represent, by U+FFFD. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int[] characters = text.codePoints().map(c -> isSurrogate(c) ? 0xFFFD : c).toArray();
        return new String(characters, 0, characters.length);
      }
    }
    return text;
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
