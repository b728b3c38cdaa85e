package io.github.xclip4j.text;

import java.util.function.Consumer;

/**
 * Splits normalised text into words, within which byte pairs are merged: English contractions, runs of letters, single
 * digits, and runs of anything else except white space.
 *
 * <p>The reference's pattern is {@code 's|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+}; the first
 * alternative that matches wins, so {@code ''s} is {@code ''} and {@code s}.
 */
final class WordSplitter {
  private static final String[] CONTRACTIONS = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};

  private enum Kind { SPACE, LETTER, NUMBER, OTHER }

  private WordSplitter() {}

  static void split(String text, Consumer<String> words) {
    int start = 0;
    while (start < text.length()) {
      Kind kind = kind(text.codePointAt(start));
      int end = end(text, start, kind);
      if (kind != Kind.SPACE) {
        words.accept(text.substring(start, end));
      }
      start = end;
    }
  }

  private static int end(String text, int start, Kind kind) {
    if (text.charAt(start) == '\'') {
      for (String contraction : CONTRACTIONS) {
        if (text.startsWith(contraction, start)) {
          return start + contraction.length();
        }
      }
    }
    int end = next(text, start);
    while (kind != Kind.NUMBER && end < text.length() && kind(text.codePointAt(end)) == kind) {
      end = next(text, end);
    }
    return end;
  }

  private static int next(String text, int position) {
    return position + Character.charCount(text.codePointAt(position));
  }

  private static Kind kind(int c) {
    if (Character.isLetter(c)) {
      return Kind.LETTER;
    }
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> Kind.NUMBER;
      default -> TextNormalizer.isSpace(c) ? Kind.SPACE : Kind.OTHER;
    };
  }
}
