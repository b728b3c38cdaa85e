package io.github.xclip4j.text;

import java.util.Map;
import java.util.Set;

/** Tokens and their ids; ids need not be dense. */
final class Vocabulary {
  /** Larger ids mean another kind of file; the limit bounds how much memory a hostile id can claim. */
  private static final int LARGEST_ID = 1 << 22;

  private final Map<String, Integer> ids;
  private final String[] tokens;

  /**
   * @param ids not copied
   * @param origin the file, for messages
   * @throws TokenizerException if it is empty, an id is out of range, or two tokens share one
   */
  Vocabulary(Map<String, Integer> ids, String origin) throws TokenizerException {
    this.ids = ids;
    int largest = -1;
    for (Map.Entry<String, Integer> entry : ids.entrySet()) {
      if (entry.getValue() < 0 || entry.getValue() > LARGEST_ID) {
        throw new TokenizerException(origin + ": token \"" + entry.getKey() + "\" has the id " + entry.getValue()
            + ", ids are between 0 and " + LARGEST_ID + ": take the published file");
      }
      largest = Math.max(largest, entry.getValue());
    }
    if (largest < 0) {
      throw new TokenizerException(origin + ": there are no tokens in it: take the published file");
    }
    tokens = new String[largest + 1];
    for (Map.Entry<String, Integer> entry : ids.entrySet()) {
      if (tokens[entry.getValue()] != null) {
        throw new TokenizerException(origin + ": id " + entry.getValue() + " belongs to \"" + tokens[entry.getValue()]
            + "\" and to \"" + entry.getKey() + "\": take the published file");
      }
      tokens[entry.getValue()] = entry.getKey();
    }
  }

  /** The id of a token, or −1. */
  int id(String token) {
    Integer id = ids.get(token);
    return id == null ? -1 : id;
  }

  /** All tokens, in the file's order. */
  Set<String> tokens() {
    return ids.keySet();
  }

  /** One more than the largest id. */
  int size() {
    return tokens.length;
  }

  /** @throws IllegalArgumentException if no token has the id */
  String token(int id) {
    if (id < 0 || id >= tokens.length || tokens[id] == null) {
      throw new IllegalArgumentException("token id " + id + " is not in the vocabulary, whose ids are 0 to "
          + (tokens.length - 1) + ": were the ids made with another tokenizer?");
    }
    return tokens[id];
  }
}
