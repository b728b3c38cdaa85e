package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TunedTest {
  @Test
  void patterns_withStars_fitAnything() {
    Tuned tuned = Tuned.of("mit.*, *.message_*");
    assertThat(tuned).accepts("mit.position_embedding", "vision_model.encoder.layers.0.message_fc.weight")
        .rejects("vision_model.encoder.layers.0.mlp.fc1.weight", "text_projection.weight", "mit");
  }

  @Test
  void pattern_withoutStars_fitsOneName() {
    assertThat(Tuned.of("logit_scale")).accepts("logit_scale").rejects("logit_scales", "a.logit_scale");
  }

  @Test
  void pattern_thatFitsNothing_isRefusedByName() {
    assertThatThrownBy(() -> Tuned.of("mti.*").check(List.of("mit.position_embedding")))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("mti.*");
  }

  @Test
  void noPattern_isRefused() {
    assertThatThrownBy(() -> Tuned.of(" , ")).isInstanceOf(IllegalArgumentException.class);
  }
}
