package io.github.xclip4j.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuthorsSamplingTest {
  @Test
  void training_dependsOnSeedNameAndClip() {
    int[] drawn = AuthorsSampling.training(1, "a.mp4", 0).indices(300, 8);
    // Fixed for ever: java.util.Random is specified, the seed is a SHA-256.
    assertThat(drawn).containsExactly(26, 55, 99, 121, 149, 212, 254, 262);
    assertThat(AuthorsSampling.training(1, "a.mp4", 0).indices(300, 8)).isEqualTo(drawn);
    assertThat(AuthorsSampling.training(2, "a.mp4", 0).indices(300, 8)).isNotEqualTo(drawn);
    assertThat(AuthorsSampling.training(1, "b.mp4", 0).indices(300, 8)).isNotEqualTo(drawn);
    assertThat(AuthorsSampling.training(1, "a.mp4", 1).indices(300, 8)).isNotEqualTo(drawn);
  }

  @Test
  void shortVideos_repeatFrames() {
    assertThat(AuthorsSampling.singleView().indices(3, 4)).containsExactly(0, 1, 1, 2);
    assertThat(AuthorsSampling.training(1, "a.mp4", 0).indices(2, 4)).containsExactly(0, 0, 1, 0);
  }
}
