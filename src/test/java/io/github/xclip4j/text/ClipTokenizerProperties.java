package io.github.xclip4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Laws of the tokenizer for any string Java can hold: lone surrogates, controls, unassigned characters. */
class ClipTokenizerProperties {
  private static ClipTokenizer clip;

  @BeforeContainer
  static void load() throws IOException {
    clip = ClipFiles.load();
  }

  @Provide
  Arbitrary<String> anyText() {
    Arbitrary<String> units = Arbitraries.integers().between(0, 0xFFFF).map(unit -> String.valueOf((char) (int) unit));
    Arbitrary<String> characters = Arbitraries.integers().between(0, Character.MAX_CODE_POINT).map(Character::toString);
    Arbitrary<String> ascii = Arbitraries.integers().between(0, 127).map(Character::toString);
    Arbitrary<String> pieces = Arbitraries.of("'s", "'LL", "''", "<|endoftext|>", "<|STARTOFTEXT|>", "<|end", "</w>",
        "\u0130", "\u03A3", "e\u0301", "\u1100\u1161", "\u0085", "\u200B", "\uD800", "\uDC00", "\uD83D\uDE42", " ");
    return Arbitraries.oneOf(units, characters, ascii, pieces).list().ofMaxSize(24)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 500)
  void idsAreInTheVocabularyBetweenTheMarks(@ForAll("anyText") String text) {
    int[] ids = clip.encode(text);
    assertThat(ids).startsWith(49406).endsWith(49407);
    assertThat(Arrays.stream(ids).allMatch(id -> id >= 0 && id < clip.vocabularySize())).isTrue();
  }

  @Property(tries = 500)
  void encodingIsRepeatable(@ForAll("anyText") String text) {
    assertThat(clip.encode(text)).isEqualTo(clip.encode(new String(text.toCharArray())));
  }

  @Property(tries = 500)
  void surroundingAndDoubledSpaceChangesNothing(@ForAll("anyText") String text) {
    assertThat(clip.encode(" \t" + text.replace(" ", " \n ") + "\u2003")).isEqualTo(clip.encode(text));
  }

  @Property(tries = 500)
  void truncationIsAPrefixAndEndsTheText(@ForAll("anyText") String text,
      @ForAll @IntRange(min = 2, max = 20) int length) {
    int[] all = clip.encode(text);
    int[] cut = clip.encode(text, length);
    assertThat(cut).hasSize(Math.min(length, all.length)).endsWith(49407);
    assertThat(Arrays.copyOf(cut, cut.length - 1)).isEqualTo(Arrays.copyOf(all, cut.length - 1));
  }

  /** Splitting removes only white space; decoding also strips the separator controls. */
  @Property(tries = 500)
  void decodingGivesTheNormalizedCharactersBack(@ForAll("plainText") String text) {
    String decoded = clip.decodePlain(clip.encode(text));
    assertThat(withoutSpace(decoded))
        .isEqualTo(withoutSpace(TextNormalizer.normalize(TextNormalizer.wellFormed(text))));
  }

  @Provide
  Arbitrary<String> plainText() {
    return anyText().filter(text -> !text.contains("<") && !text.contains(">"));
  }

  @Property(tries = 200)
  void decodedTextEncodesToTheSameIds(@ForAll("words") String text) {
    int[] ids = clip.encode(text);
    assertThat(clip.encode(clip.decodePlain(ids))).isEqualTo(ids);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withCharRange('a', 'z').withCharRange('\u00E0', '\u00F6').ofMinLength(1)
        .ofMaxLength(12)
        .list().ofMaxSize(8).map(words -> String.join(" ", words));
  }

  private static String withoutSpace(String text) {
    return text.codePoints().filter(c -> !TextNormalizer.isSpace(c) && (c < 0x1C || c > 0x1F))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }
}
