package io.github.xclip4j.cli.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.FloatArray;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LabelScoresTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-12);

  @Test
  void probabilities_areTheSoftmax() {
    assertThat(LabelScores.probabilities().of(new float[] {0, (float) Math.log(3)}))
        .containsExactly(new double[] {0.25, 0.75}, Offset.offset(1e-7));
  }

  @Test
  void cosines_areLogitsWithoutTheScale() {
    assertThat(LabelScores.cosines(50).of(new float[] {25, -5})).containsExactly(new double[] {0.5, -0.1}, EXACT);
    assertThat(LabelScores.logits().of(new float[] {25, -5})).containsExactly(25, -5);
  }

  /** Two labels, and two background texts that resemble neither. */
  private static final FloatArray APART =
      FloatArray.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, -1}, 4, 3);

  @Test
  void againstBackground_labelsDoNotCompete() {
    LabelScores scores = LabelScores.againstBackground(APART, 2);
    assertThat(Arrays.stream(scores.of(new float[] {9, 9, 0, 0}))).allMatch(score -> score > 0.99);
    assertThat(Arrays.stream(scores.of(new float[] {0, 0, 9, 0}))).allMatch(score -> score < 0.01);
    assertThat(scores.of(new float[] {0, 5, 0, 0})[0]).isCloseTo(1 / 3.0, EXACT);
  }

  @Test
  void againstBackground_textsThatMeanTheSameAreNotHeldAgainstALabel() {
    float[] rows = new float[11 * 2];
    rows[0] = 1;
    rows[2] = 1;
    rows[3] = 0.01f;
    for (int text = 2; text < 11; text++) {
      rows[2 * text + 1] = 1;
    }
    float[] logits = new float[11];
    logits[0] = 9;
    logits[1] = 9;
    assertThat(LabelScores.againstBackground(FloatArray.of(rows, 11, 2), 1).of(logits)[0]).isGreaterThan(0.99);
  }

  @Test
  void againstBackground_withoutOne_isRefused() {
    assertThatThrownBy(() -> LabelScores.againstBackground(APART, 4)).hasMessageContaining("4 labels and 0 background");
  }
}
