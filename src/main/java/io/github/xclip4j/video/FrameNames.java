package io.github.xclip4j.video;

import java.util.Comparator;

/** The order of frames by name: runs of digits, of any script, compare as numbers. */
final class FrameNames {
  /** Names that are equal by this rule compare by their characters. */
  static final Comparator<String> ORDER = FrameNames::compare;

  private FrameNames() {}

  private static int compare(String left, String right) {
    int[] a = left.codePoints().toArray();
    int[] b = right.codePoints().toArray();
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      int order;
      if (Character.isDigit(a[i]) && Character.isDigit(b[j])) {
        int endA = endOfNumber(a, i);
        int endB = endOfNumber(b, j);
        order = compareNumbers(a, i, endA, b, j, endB);
        i = endA;
        j = endB;
      } else {
        order = Integer.compare(rank(a[i++]), rank(b[j++]));
      }
      if (order != 0) {
        return order;
      }
    }
    int rest = Integer.compare(a.length - i, b.length - j);
    return rest != 0 ? rest : left.compareTo(right);
  }

  /** Digits of all scripts sort like ASCII's among the other characters. */
  private static int rank(int character) {
    return Character.isDigit(character) ? '0' : character;
  }

  private static int endOfNumber(int[] name, int start) {
    int end = start;
    while (end < name.length && Character.isDigit(name[end])) {
      end++;
    }
    return end;
  }

  private static int compareNumbers(int[] a, int startA, int endA, int[] b, int startB, int endB) {
    int i = startA;
    int j = startB;
    while (i < endA - 1 && Character.digit(a[i], 10) == 0) {
      i++;
    }
    while (j < endB - 1 && Character.digit(b[j], 10) == 0) {
      j++;
    }
    if (endA - i != endB - j) {
      return Integer.compare(endA - i, endB - j);
    }
    for (; i < endA; i++, j++) {
      int order = Integer.compare(Character.digit(a[i], 10), Character.digit(b[j], 10));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
