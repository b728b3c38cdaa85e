package io.github.xclip4j.text;

import io.github.xclip4j.config.TextConfig;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a checkpoint's tokenizer files, which have been checked to be consistent.
 *
 * @param merges pairs of tokens with a blank between them, in the order in which they merge
 * @param special tokens recognised in the text
 * @param begin id put before every text
 * @param end id appended to every text
 * @param pad id that pads the shorter texts of a batch
 * @param unknown id of a byte the vocabulary does not have
 * @param contextLength the longest sequence of ids the model was made for
 * @param origin the file the vocabulary came from, for messages
 */
record TokenizerModel(Vocabulary vocabulary, List<String> merges, List<SpecialToken> special, int begin, int end,
    int pad, int unknown, int contextLength, String origin) {
  /** Marks the last piece of a word. */
  static final String WORD_END = "</w>";

  BytePairEncoder encoder() throws TokenizerException {
    ByteAlphabet alphabet = new ByteAlphabet();
    int[] byteIds = new int[256];
    int[] lastByteIds = new int[256];
    for (int value = 0; value < 256; value++) {
      String character = String.valueOf(alphabet.character(value));
      byteIds[value] = known(vocabulary.id(character));
      lastByteIds[value] = known(vocabulary.id(character + WORD_END));
    }
    MergeTable table = new MergeTable(merges.size());
    BitSet reached = new BitSet(vocabulary.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      String pair = merges.get(rank);
      int blank = pair.indexOf(' ');
      if (blank < 1 || blank == pair.length() - 1 || pair.indexOf(' ', blank + 1) >= 0) {
        throw new TokenizerException(origin + ": the merge \"" + pair
            + "\" is not two tokens with a blank between them: take the published file");
      }
      String left = pair.substring(0, blank);
      String right = pair.substring(blank + 1);
      int merged = member(left.concat(right), rank);
      table.add(member(left, rank), member(right, rank), rank, merged);
      reached.set(merged);
    }
    checkReached(reached);
    return new BytePairEncoder(byteIds, lastByteIds, table);
  }

  /**
   * Checks that merges were not cut off: longer tokens would then never be made, and texts would silently get other
   * ids.
   *
   * @param reached the ids that merges make
   */
  private void checkReached(BitSet reached) throws TokenizerException {
    special.forEach(token -> reached.set(token.id()));
    int count = 0;
    String first = "";
    for (String token : vocabulary.tokens()) {
      if (!isSingle(token) && !isReserved(token) && !reached.get(vocabulary.id(token))) {
        first = count++ == 0 ? token : first;
      }
    }
    if (count > 0) {
      throw new TokenizerException(origin + ": " + count + " of its " + vocabulary.size() + " tokens, \"" + first
          + "\" among them, are made by none of the " + merges.size() + " merges: were the merges cut off? Take the"
          + " published files");
    }
  }

  /**
   * Why these are another model's ids, a sentence with both values and the remedy; empty if they may be this model's.
   *
   * <p>The model pools at the highest id and never reads the ids of begin and end in its config; published configs
   * carry the reference's defaults 0 and 2, which mean nothing. If the end is the config's, the model may have more
   * embeddings than there are tokens, because tables are rounded up when tokens are added.
   */
  Optional<String> mismatch(TextConfig text) {
    TextConfig unsaid = TextConfig.defaults();
    int tokens = vocabulary.size();
    boolean endIsNamed = text.eosTokenId() != unsaid.eosTokenId();
    if (endIsNamed && text.eosTokenId() != end) {
      return mismatch("ends a text with the id " + end, "eos_token_id", text.eosTokenId());
    }
    if (text.bosTokenId() != unsaid.bosTokenId() && text.bosTokenId() != begin) {
      return mismatch("begins a text with the id " + begin, "bos_token_id", text.bosTokenId());
    }
    if (tokens > text.vocabSize() || tokens < text.vocabSize() && !endIsNamed) {
      return mismatch("has " + tokens + " tokens", "vocab_size", text.vocabSize());
    }
    return Optional.empty();
  }

  private Optional<String> mismatch(String own, String key, int value) {
    return Optional.of(origin + ": " + own + ", the model's text_config." + key + " is " + value
        + ": this is another model's tokenizer; take the tokenizer files published with the weights");
  }

  private static boolean isSingle(String token) {
    String characters = token.endsWith(WORD_END) ? token.substring(0, token.length() - WORD_END.length()) : token;
    return characters.codePointCount(0, characters.length()) <= 1;
  }

  /** Whether a token is one that texts never have, such as {@code <mask>} or {@code [unused1]}. */
  private static boolean isReserved(String token) {
    return token.startsWith("<") && token.endsWith(">") || token.startsWith("[") && token.endsWith("]");
  }

  private int known(int id) {
    return id < 0 ? unknown : id;
  }

  private int member(String token, int rank) throws TokenizerException {
    int id = vocabulary.id(token);
    if (id < 0) {
      throw new TokenizerException(origin + ": merge " + (rank + 1) + " (\"" + merges.get(rank)
          + "\") needs the token \"" + token + "\", which the vocabulary of " + vocabulary.size()
          + " tokens does not have: vocabulary and merges are of different checkpoints");
    }
    return id;
  }

  /** The id of a special token. */
  static int id(String role, String token, Vocabulary vocabulary, Map<String, Integer> added, String origin)
      throws TokenizerException {
    int id = added.getOrDefault(token, vocabulary.id(token));
    if (id < 0) {
      throw new TokenizerException(origin + ": the " + role + " is \"" + token + "\", which the vocabulary of "
          + vocabulary.size() + " tokens does not have: are the tokenizer files of different checkpoints?");
    }
    return id;
  }
}
