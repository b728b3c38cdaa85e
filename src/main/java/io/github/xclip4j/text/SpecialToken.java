package io.github.xclip4j.text;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A token that is recognised as a whole in a text, before the text is split.
 *
 * @param matching whether it is searched for in the text as given, or after normalisation
 * @param pattern the form that is searched for
 */
record SpecialToken(String content, int id, Matching matching, String pattern) {
  enum Matching { AS_GIVEN, NORMALIZED }

  static SpecialToken of(String content, int id, Matching matching) {
    return new SpecialToken(
        content, id, matching, matching == Matching.AS_GIVEN ? content : TextNormalizer.normalize(content));
  }

  /** Splits a text at its tokens, leftmost first; of several that begin at one place, the longest counts. */
  static void cut(String text, List<SpecialToken> tokens, Consumer<String> between, Consumer<SpecialToken> found) {
    int[] next = new int[tokens.size()];
    Arrays.fill(next, -1);
    int done = 0;
    while (done < text.length()) {
      int first = -1;
      for (int i = 0; i < next.length; i++) {
        if (next[i] < done) {
          int at = text.indexOf(tokens.get(i).pattern, done);
          next[i] = at < 0 ? text.length() : at;
        }
        if (next[i] < text.length() && (first < 0 || next[i] < next[first]
            || next[i] == next[first] && tokens.get(i).pattern.length() > tokens.get(first).pattern.length())) {
          first = i;
        }
      }
      int end = first < 0 ? text.length() : next[first];
      if (end > done) {
        between.accept(text.substring(done, end));
      }
      if (first < 0) {
        return;
      }
      found.accept(tokens.get(first));
      done = end + tokens.get(first).pattern.length();
    }
  }
}
