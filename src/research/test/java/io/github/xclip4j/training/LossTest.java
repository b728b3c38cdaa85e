package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossTest {
  @Test
  void softTargets_slope_isTheGradient() {
    float[] logits = {1.5f, -0.5f, 0.25f, 2, 0, -3};
    float[] targets = {0.5f, 0.25f, 0.25f, 0, 1, 0};
    Loss loss = Loss.softTargets(logits, targets, 3);
    for (int i = 0; i < logits.length; i++) {
      float[] above = logits.clone();
      float[] below = logits.clone();
      above[i] += 0x1p-8f;
      below[i] -= 0x1p-8f;
      double slope =
          (Loss.softTargets(above, targets, 3).value() - Loss.softTargets(below, targets, 3).value()) / 0x1p-7;
      assertThat((double) loss.gradient()[i]).isCloseTo(slope, within(1e-5));
    }
  }

  @Test
  void softTargets_ofHugeLogits_areFinite() {
    assertThat(Loss.softTargets(new float[] {1e30f, -1e30f}, new float[] {1, 0}, 2).value()).isZero();
  }

  @Test
  void contrastive_moreLabelsThanVideos_othersTakeNoPart() {
    Loss loss = Loss.contrastive(new float[] {3, 1, 9, 0, 2, 9}, 3);
    assertThat(loss.value()).isEqualTo(Loss.contrastive(new float[] {3, 1, 0, 2}, 2).value());
    assertThat(loss.gradient()[2]).isZero();
    assertThat(loss.gradient()[5]).isZero();
  }

  @Test
  void otherNumberOfTargets_isRefused() {
    assertThatThrownBy(() -> Loss.softTargets(new float[4], new float[6], 2))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll("4", "6");
  }
}
