package io.github.xclip4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipTokenizerTest {
  private static final int BEGIN = 49406;
  private static final int END = 49407;

  private static ClipTokenizer clip;

  @BeforeAll
  static void load() throws IOException {
    clip = ClipFiles.load();
  }

  @Test
  void maxLength_keepsEndOfText() {
    assertThat(clip.encode("eating spaghetti with a fork", 4)).containsExactly(BEGIN, 4371, 18440, END);
  }

  @Test
  void maxLength_longerThanText_changesNothing() {
    assertThat(clip.encode("eating spaghetti", 77)).containsExactly(BEGIN, 4371, 18440, END);
  }

  @Test
  void maxLength_withoutRoomForMarks_isRefused() {
    assertThatThrownBy(() -> clip.encode("a", 1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length of 1");
  }

  @Test
  void encodeFitting_tooLong_namesBothLengthsAndRemedy() {
    assertThatThrownBy(() -> clip.encodeFitting("cat ".repeat(80), 77)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("82 tokens").hasMessageContaining("at most 77").hasMessageContaining("truncated");
  }

  @Test
  void encodeFitting_exactlyFull_fits() {
    assertThat(clip.encodeFitting("cat ".repeat(75), 77)).hasSize(77);
  }

  @Test
  void decode_writesSpecialTokens() {
    assertThat(clip.decode(clip.encode("A photo of a cat."))).isEqualTo(
        "<|startoftext|>a photo of a cat. <|endoftext|>");
  }

  @Test
  void decodePlain_leavesSpecialTokensOut() {
    assertThat(clip.decodePlain(clip.encode("Hello, it's 🙂 naïve!"))).isEqualTo("hello, it's 🙂 naïve!");
  }

  @Test
  void decode_unknownId_namesIt() {
    assertThatThrownBy(() -> clip.decode(new int[] {49408})).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("49408").hasMessageContaining("49407");
  }

  @Test
  void decode_halfACharacter_isReplaced() {
    assertThat(clip.decode(new int[] {172})).isEqualTo("\uFFFD");
  }

  @Test
  void decode_stripsWhatPythonStrips() {
    String text = "\u00A0\u001C\u0085 a \u2007\u202F";
    assertThat(TextNormalizer.strip(text)).isEqualTo("a");
    assertThat(TextNormalizer.strip(" \u200B ")).isEqualTo("\u200B");
    assertThat(TextNormalizer.strip(" ")).isEmpty();
  }

  @Test
  void specialTokens_areFoundInUpperCaseOnlyAfterNormalisation() {
    assertThat(clip.encode("<|STARTOFTEXT|>")).containsExactly(BEGIN, BEGIN, END);
    assertThat(clip.encode("<|ENDOFTEXT|>")).hasSizeGreaterThan(3);
  }

  @Test
  void capitalIWithDot_becomesTwoCharacters() {
    assertThat(clip.encode("\u0130")).isEqualTo(clip.encode("i\u0307"));
  }

  @Test
  void loneSurrogate_isReadAsReplacementCharacter() {
    assertThat(clip.encode("a\uD800b\uDC00")).isEqualTo(clip.encode("a\uFFFDb\uFFFD"));
  }

  @Test
  void veryLongWord_isEncodedInReasonableTime() {
    String word = "abcdefghij".repeat(20_000);
    assertThat(clip.decodePlain(clip.encode(word))).isEqualTo(word);
  }

  @Test
  void manyWords_keepTheCacheBounded() throws IOException {
    BytePairEncoder encoder = TokenizerFiles.read(SharedData.fixture("checkpoints/tiny-a")).encoder();
    for (int i = 0; i < 40_000; i++) {
      encoder.encode("w" + i);
    }
    assertThat(encoder.cachedWords()).isLessThanOrEqualTo(1 << 14);
  }

  @Test
  void manyThreads_getTheSameIds() {
    List<String> texts = IntStream.range(0, 2000).mapToObj(i -> "label number " + i % 97 + " spaghetti").toList();
    List<int[]> expected = texts.stream().map(clip::encode).toList();
    List<int[]> actual = texts.parallelStream().map(clip::encode).toList();
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void contextLength_isTheFilesOrClips(@TempDir Path directory) throws IOException {
    assertThat(clip.contextLength()).isEqualTo(77);
    assertThat(ClipTokenizer.load(SharedData.fixture("checkpoints/tiny-a")).contextLength()).isEqualTo(32);
    ClipFiles.unpack(directory);
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"model_max_length\": 1e30}");
    assertThat(ClipTokenizer.load(directory).contextLength()).isEqualTo(77);
  }

  @Test
  void padToken_isTheFiles(@TempDir Path directory) throws IOException {
    ClipFiles.unpack(directory);
    Files.writeString(directory.resolve("special_tokens_map.json"), "{\"pad_token\": \"!\"}");
    assertThat(ClipTokenizer.load(directory).padId()).isZero();
  }
}
