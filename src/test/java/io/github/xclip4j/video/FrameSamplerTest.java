package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FrameSamplerTest {
  @Test
  void uniform_middleFramesOfEqualSegments() {
    assertThat(FrameSampler.uniform().indices(50, 8)).containsExactly(3, 9, 15, 21, 28, 34, 40, 46);
    assertThat(FrameSampler.uniform().indices(16, 8)).containsExactly(1, 3, 5, 7, 9, 11, 13, 15);
  }

  @Test
  void uniform_fewerFramesThanWanted_repeats() {
    assertThat(FrameSampler.uniform().indices(3, 8)).containsExactly(0, 0, 0, 1, 1, 2, 2, 2);
    assertThat(FrameSampler.uniform().indices(1, 4)).containsOnly(0);
  }

  @Test
  void uniform_hugeCounts_exact() {
    int[] indices = FrameSampler.uniform().indices(Integer.MAX_VALUE, 32);
    assertThat(indices).isSorted();
    assertThat(indices[31]).isEqualTo((int) (63L * Integer.MAX_VALUE / 64));
  }

  @Test
  void window_strideAndStart() {
    assertThat(FrameSampler.window(4, 10).indices(50, 8)).containsExactly(10, 14, 18, 22, 26, 30, 34, 38);
  }

  @Test
  void window_pastTheEnd_staysOnTheLastFrame() {
    assertThat(FrameSampler.window(2, 6).indices(10, 4)).containsExactly(6, 8, 9, 9);
  }

  @Test
  void window_startBehindTheEnd_saysBothNumbers() {
    assertThatThrownBy(() -> FrameSampler.window(1, 50).indices(50, 8))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("50").hasMessageContaining("0 to 49");
  }

  @Test
  void seededWindow_sameSeed_sameFramesInside() {
    for (long seed = 0; seed < 100; seed++) {
      int[] indices = FrameSampler.seededWindow(3, seed).indices(30, 8);
      assertThat(indices).isEqualTo(FrameSampler.seededWindow(3, seed).indices(30, 8));
      assertThat(indices[7]).isEqualTo(indices[0] + 21).isLessThan(30);
    }
  }

  @Test
  void all_everyFrame() {
    assertThat(FrameSampler.all().indices(5, 2)).containsExactly(0, 1, 2, 3, 4);
  }

  /** {@code np.clip(np.linspace(5, 5 + 8 * 4, num=8), 5, 5 + 8 * 4 - 1).astype(np.int64)}. */
  @Test
  void linspace_isTheReferencesSampleFrameIndices() {
    assertThat(FrameSampler.linspace(4, 5).indices(100, 8)).containsExactly(5, 9, 14, 18, 23, 27, 32, 36);
    assertThat(FrameSampler.linspace(1, 5).indices(100, 8)).isEqualTo(FrameSampler.window(1, 5).indices(100, 8));
    assertThat(FrameSampler.linspace(3, 2).indices(9, 4)).containsExactly(2, 6, 8, 8);
    assertThat(FrameSampler.linspace(7, 3).indices(9, 1)).containsExactly(3);
  }

  @Test
  void of_theseFramesWhateverIsWanted() {
    int[] chosen = {4, 1, 4};
    FrameSampler sampler = FrameSampler.of(chosen);
    chosen[0] = 0;
    assertThat(sampler.indices(9, 8)).containsExactly(4, 1, 4);
  }
}
