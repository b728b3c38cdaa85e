package io.github.xclip4j.text;

import io.github.xclip4j.config.TextConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * CLIP's tokenizer: text to ids and back. Safe for use by many threads.
 *
 * <p>Every id sequence starts with the begin-of-text id and ends with the end-of-text id; both count towards its
 * length. Ids equal those of the reference's fast tokenizer ({@code CLIPTokenizerFast}). A lone surrogate, which Java
 * strings can contain but UTF-8 cannot, is read as U+FFFD.
 */
public final class ClipTokenizer {
  private final TokenizerModel model;
  private final BytePairEncoder encoder;
  private final ByteAlphabet alphabet = new ByteAlphabet();
  private final List<SpecialToken> specialAsGiven;
  private final List<SpecialToken> specialNormalized;
  private final Set<Integer> specialIds;

  private ClipTokenizer(TokenizerModel model) throws TokenizerException {
    this.model = model;
    encoder = model.encoder();
    specialAsGiven = matching(model, SpecialToken.Matching.AS_GIVEN);
    specialNormalized = matching(model, SpecialToken.Matching.NORMALIZED);
    specialIds = model.special().stream().map(SpecialToken::id).collect(Collectors.toUnmodifiableSet());
  }

  private static List<SpecialToken> matching(TokenizerModel model, SpecialToken.Matching matching) {
    return model.special().stream().filter(token -> token.matching() == matching).toList();
  }

  /**
   * Reads the tokenizer of a checkpoint.
   *
   * @param directory with {@code tokenizer.json}, or {@code vocab.json} and {@code merges.txt}; optional are
   *     {@code special_tokens_map.json} and {@code tokenizer_config.json}
   * @throws TokenizerException if files are missing, damaged, or contradict one another
   */
  public static ClipTokenizer load(Path directory) throws IOException {
    return new ClipTokenizer(TokenizerFiles.read(directory));
  }

  /**
   * Reads the tokenizer of a checkpoint, and checks that it belongs to its model.
   *
   * @throws TokenizerException as {@link #load(Path)}, and if it {@linkplain #mismatch makes} other ids than the model
   *     reads
   */
  public static ClipTokenizer load(Path directory, TextConfig text) throws IOException {
    ClipTokenizer tokenizer = load(directory);
    Optional<String> mismatch = tokenizer.mismatch(text);
    if (mismatch.isPresent()) {
      throw new TokenizerException(mismatch.get());
    }
    return tokenizer;
  }

  /**
   * Why this is another model's tokenizer, judged by its number of tokens and, as far as the config names them, the ids
   * of begin and end of text. A sentence with the file, both values and the remedy; empty if it may be the model's.
   */
  public Optional<String> mismatch(TextConfig text) {
    return model.mismatch(text);
  }

  /** The longest id sequence the model was made for ({@code model_max_length}); 77 if the files name none. */
  public int contextLength() {
    return model.contextLength();
  }

  /** One more than the largest id. */
  public int vocabularySize() {
    return model.vocabulary().size();
  }

  /** The id that pads the shorter texts of a batch. */
  public int padId() {
    return model.pad();
  }

  /** The ids of a text of any length. */
  public int[] encode(String text) {
    IntStream.Builder ids = IntStream.builder();
    ids.add(model.begin());
    SpecialToken.cut(TextNormalizer.wellFormed(text), specialAsGiven,
        piece -> SpecialToken.cut(TextNormalizer.normalize(piece), specialNormalized,
            plain -> encodeWords(plain, ids), token -> ids.add(token.id())),
        token -> ids.add(token.id()));
    ids.add(model.end());
    return ids.build().toArray();
  }

  private void encodeWords(String text, IntConsumer ids) {
    WordSplitter.split(text, word -> {
      for (int id : encoder.encode(word)) {
        ids.accept(id);
      }
    });
  }

  /**
   * The ids of a text, truncated to at most {@code maxLength} ids; the last is still the end-of-text id.
   *
   * @throws IllegalArgumentException if {@code maxLength} is less than 2, the begin- and the end-of-text id
   */
  public int[] encode(String text, int maxLength) {
    checkLength(maxLength);
    int[] ids = encode(text);
    if (ids.length <= maxLength) {
      return ids;
    }
    int[] cut = Arrays.copyOf(ids, maxLength);
    cut[maxLength - 1] = model.end();
    return cut;
  }

  /**
   * The ids of a text that must not be truncated.
   *
   * @throws IllegalArgumentException naming both lengths if the text has more than {@code maxLength} ids
   */
  public int[] encodeFitting(String text, int maxLength) {
    checkLength(maxLength);
    int[] ids = encode(text);
    if (ids.length > maxLength) {
      throw new IllegalArgumentException("\"" + abbreviate(text) + "\" is " + ids.length
          + " tokens with begin and end, the model reads at most " + maxLength
          + ": shorten it, or ask for it to be truncated");
    }
    return ids;
  }

  private static String abbreviate(String text) {
    int shown = 60;
    return text.codePointCount(0, text.length()) <= shown
        ? text : text.substring(0, text.offsetByCodePoints(0, shown)) + "…";
  }

  private static void checkLength(int maxLength) {
    if (maxLength < 2) {
      throw new IllegalArgumentException(
          "a length of " + maxLength + " tokens has no room for begin and end of text: give at least 2");
    }
  }

  /**
   * The text of ids, including special tokens; blanks before punctuation and English contractions are removed.
   *
   * @throws IllegalArgumentException if an id is not in the vocabulary
   */
  public String decode(int[] ids) {
    return text(Arrays.stream(ids));
  }

  /**
   * The text of ids like {@link #decode}, without special tokens.
   *
   * @throws IllegalArgumentException if an id is not in the vocabulary
   */
  public String decodePlain(int[] ids) {
    return text(Arrays.stream(ids).filter(id -> !specialIds.contains(id)));
  }

  private String text(IntStream ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ids.forEach(id -> bytes.writeBytes(alphabet.bytes(model.vocabulary().token(id))));
    String words = bytes.toString(StandardCharsets.UTF_8).replace(TokenizerModel.WORD_END, " ");
    return withoutExtraBlanks(TextNormalizer.strip(words));
  }

  /** The reference's {@code clean_up_tokenization}, in its order. */
  private static String withoutExtraBlanks(String text) {
    return text.replace(" .", ".").replace(" ?", "?").replace(" !", "!").replace(" ,", ",").replace(" ' ", "'")
        .replace(" n't", "n't").replace(" 'm", "'m").replace(" 's", "'s").replace(" 've", "'ve")
        .replace(" 're", "'re");
  }
}
