package io.github.xclip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.video.Pixels;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inputs and outputs of models: arrays, tokens, videos. */
class BatchesTest {
  @Test
  void array_checksItsShape() {
    assertThatThrownBy(() -> FloatArray.of(new float[5], 2, 3)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3]").hasMessageContaining("6 values, not 5");
    assertThatThrownBy(() -> FloatArray.of(new float[6], -2, -3)).hasMessageContaining("negative");
    assertThat(FloatArray.of(new float[] {7}).shape()).isEmpty();
  }

  @Test
  void arrayShape_cannotBeChangedFromOutside() {
    int[] shape = {2, 3};
    FloatArray array = FloatArray.of(new float[6], shape);
    shape[0] = 9;
    array.shape()[1] = 9;
    assertThat(array).hasToString("[2, 3]");
    assertThat(array.dimension(1)).isEqualTo(3);
  }

  @Test
  void normalized_rowsHaveLengthOne() {
    FloatArray rows = FloatArray.of(new float[] {3, 4, 0, 0, -2, 0}, 2, 3);
    assertThat(rows.normalized().values()).containsExactly(0.6f, 0.8f, 0, 0, -1, 0);
    assertThat(rows.values()).startsWith(3, 4);
  }

  @Test
  void normalized_vectorWithoutDirection_isRefused() {
    assertThatThrownBy(() -> FloatArray.of(new float[] {1, 0, 0, 0}, 2, 2).normalized())
        .isInstanceOf(NonFiniteException.class).hasMessageContaining("vector 1");
    assertThatThrownBy(() -> FloatArray.of(new float[] {Float.NaN, 0}, 1, 2).normalized())
        .isInstanceOf(NonFiniteException.class);
  }

  @Test
  void tokens_padded_areMasked() {
    TokenBatch batch = TokenBatch.padded(List.of(new int[] {1, 5, 6, 2}, new int[] {1, 7, 2}), 9);
    assertThat(batch.inputIds()).isDeepEqualTo(new int[][] {{1, 5, 6, 2}, {1, 7, 2, 9}});
    assertThat(batch.attentionMask()).isDeepEqualTo(new int[][] {{1, 1, 1, 1}, {1, 1, 1, 0}});
    assertThat(batch.hasPadding()).isTrue();
  }

  @Test
  void tokens_withoutMask_areAllSeen() {
    TokenBatch batch = TokenBatch.of(new int[][] {{1, 5, 2}});
    assertThat(batch.attentionMask()).isDeepEqualTo(new int[][] {{1, 1, 1}});
    assertThat(batch.hasPadding()).isFalse();
  }

  @Test
  void tokens_ofNoTextOrRaggedRows_areRefused() {
    assertThatThrownBy(() -> TokenBatch.padded(List.of(), 0)).hasMessageContaining("no texts");
    assertThatThrownBy(() -> TokenBatch.of(new int[][] {{1, 2}, {1}})).hasMessageContaining("row 1");
    assertThatThrownBy(() -> TokenBatch.of(new int[][] {{1, 2}}, new int[][] {{1}}))
        .hasMessageContaining("attention_mask");
  }

  @Test
  void pixelValues_haveFiveDimensions() {
    assertThatThrownBy(() -> VideoBatch.of(FloatArray.of(new float[12], 1, 3, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("[1, 3, 2, 2]")
        .hasMessageContaining("[videos, frames, channels, height, width]");
  }

  @Test
  void videosOfOneBatch_areOfOneSize() {
    float[][] tables = new float[3][256];
    Pixels video = new Pixels(2, 4, 4, new byte[96], tables);
    assertThat(VideoBatch.of(List.of(video, video)).videos()).isEqualTo(2);
    assertThatThrownBy(() -> VideoBatch.of(List.of(video, new Pixels(1, 4, 4, new byte[48], tables))))
        .hasMessageContaining("[1, 2, 3, 4, 4]").hasMessageContaining("[1, 1, 3, 4, 4]");
    assertThatThrownBy(() -> VideoBatch.of(List.of(new Pixels(2, 4, 4, new byte[95], tables))))
        .hasMessageContaining("96 bytes, not 95");
    assertThatThrownBy(() -> VideoBatch.of(List.of())).hasMessageContaining("no videos");
  }
}
