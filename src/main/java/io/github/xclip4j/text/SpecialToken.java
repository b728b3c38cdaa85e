package io.github.xclip4j.text;

import java.util.List;
import java.util.function.Consumer;

/**
 * A token recognised in the text itself, whole, before any splitting.
 *
 * @param matching whether it is looked for in the text as given, or after normalisation
 */
record SpecialToken(String content, int id, Matching matching) {

  enum Matching { AS_GIVEN, NORMALIZED }

  /** The form that is looked for. */
  String pattern() {
    return matching == Matching.AS_GIVEN ? content : TextNormalizer.normalize(content);
  }

  /** Cuts a text at the leftmost tokens; where several begin at one place, the longest wins. */
  static void cut(String text, List<SpecialToken> tokens, Consumer<String> between, Consumer<SpecialToken> found) {
    int done = 0;
    while (done < text.length()) {
      SpecialToken first = null;
      int position = text.length();
      for (SpecialToken token : tokens) {
        int at = text.indexOf(token.pattern(), done);
        if (at >= 0 && (at < position
            || at == position && first != null && token.pattern().length() > first.pattern().length())) {
          first = token;
          position = at;
        }
      }
      if (position > done) {
        between.accept(text.substring(done, position));
      }
      if (first == null) {
        return;
      }
      found.accept(first);
      done = position + first.pattern().length();
    }
  }
}
