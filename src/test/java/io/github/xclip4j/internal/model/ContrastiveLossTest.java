package io.github.xclip4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ContrastiveLossTest {
  @Test
  void loss_isTheMeanOfBothDirections() {
    float[] logits = {2, 1, 0, 3};
    double texts = (Math.log(Math.exp(2) + Math.exp(1)) - 2 + Math.log(Math.exp(0) + Math.exp(3)) - 3) / 2;
    double videos = (Math.log(Math.exp(2) + Math.exp(0)) - 2 + Math.log(Math.exp(1) + Math.exp(3)) - 3) / 2;

    assertThat(ContrastiveLoss.of(logits, 2)).isCloseTo((float) ((texts + videos) / 2), within(1e-7f));
  }

  @Test
  void lossOfOnePair_isZero() {
    assertThat(ContrastiveLoss.of(new float[] {-40}, 1)).isZero();
  }

  @Test
  void lossOfLargeLogits_doesNotOverflow() {
    assertThat(ContrastiveLoss.of(new float[] {0, 3000, 3000, 0}, 2)).isEqualTo(3000);
  }

  @Test
  void logitsThatAreNoSquare_areRefused() {
    assertThatThrownBy(() -> ContrastiveLoss.of(new float[6], 2)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4").hasMessageContaining("6");
  }
}
