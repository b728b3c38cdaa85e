package io.github.xclip4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.Processor;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.video.ImageProcessor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tiny tokenizer has 838 tokens, begins a text with 836 and ends it with 837; CLIP's has 49408, 49406 and 49407. */
class TokenizerOfAnotherModelTest {
  private static final Path TINY = SharedData.fixture("checkpoints/tiny-a");

  private static TextConfig config(int vocabulary, int begin, int end) {
    TextConfig other = TextConfig.defaults();
    return new TextConfig(vocabulary, other.hiddenSize(), other.intermediateSize(), other.numHiddenLayers(),
        other.numAttentionHeads(), other.maxPositionEmbeddings(), other.hiddenAct(), other.layerNormEps(), begin, end,
        other.padTokenId());
  }

  @ParameterizedTest
  @CsvSource({
      "49408, 0, 2, has 838 tokens, vocab_size is 49408",
      "837, 0, 2, has 838 tokens, vocab_size is 837",
      "837, 836, 837, has 838 tokens, vocab_size is 837",
      "49408, 49406, 49407, ends a text with the id 837, eos_token_id is 49407",
      "838, 836, 3, ends a text with the id 837, eos_token_id is 3",
      "838, 1, 837, begins a text with the id 836, bos_token_id is 1"})
  void otherIds_areRefusedWithBothValues(int vocabulary, int begin, int end, String own, String models) {
    assertThatThrownBy(() -> ClipTokenizer.load(TINY, config(vocabulary, begin, end)))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContainingAll(TINY.resolve("tokenizer.json").toString(), own, models, "published with the weights");
  }

  @ParameterizedTest
  @CsvSource({"838, 836, 837", "838, 0, 2", "838, 0, 837", "896, 836, 837"})
  void idsOfTheModel_orOnesThatConfigsLeaveToDefaults_areTaken(int vocabulary, int begin, int end) {
    assertThatCode(() -> ClipTokenizer.load(TINY, config(vocabulary, begin, end))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"49408, 0, 2", "49408, 49406, 49407", "49472, 49406, 49407"})
  void publishedTokenizer_isThatOfPublishedModels(int vocabulary, int begin, int end) throws IOException {
    assertThat(ClipFiles.load().mismatch(config(vocabulary, begin, end))).isEmpty();
  }

  @Test
  void processorOfGivenParts_isRefusedToo() throws IOException {
    ClipTokenizer tiny = ClipTokenizer.load(TINY);
    assertThatThrownBy(() -> Processor.of(XClipConfig.defaults(), tiny, ImageProcessor.of(224, 224)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("838 tokens", "49408");
  }
}
