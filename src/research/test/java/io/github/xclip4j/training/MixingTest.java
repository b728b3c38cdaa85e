package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MixingTest {
  private static VideoInput batch() throws IOException {
    Samples videos = new MadeSamples(4, 2, 3);
    return Batches.join(List.of(videos.load(0, 0), videos.load(1, 0), videos.load(2, 0), videos.load(3, 0)));
  }

  @Test
  void targets_ofMixedBatches_sumToOne() throws IOException {
    float[] targets = Batches.targets(List.of(0, 1, 0, 1), 2, 0.1);
    for (int seed = 0; seed < 20; seed++) {
      Mixing.Mixed mixed = Mixing.AUTHORS.mix(batch(), targets, new Random(seed));
      for (int video = 0; video < 4; video++) {
        assertThat(mixed.targets()[2 * video] + mixed.targets()[2 * video + 1]).isCloseTo(1, within(1e-6f));
      }
    }
  }

  @Test
  void cutmix_shareOfPixels_isThatOfTargets() throws IOException {
    VideoInput.Pixels before = (VideoInput.Pixels) batch();
    float[] targets = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    Mixing.Mixed mixed = new Mixing(0, 1, 1).mix(before, targets, new Random(4));
    float[] after = ((VideoInput.Pixels) mixed.videos()).values().values();
    int each = after.length / 4;
    for (int video = 0; video < 4; video++) {
      int same = 0;
      for (int i = video * each; i < (video + 1) * each; i++) {
        same += after[i] == before.values().values()[i] ? 1 : 0;
      }
      assertThat(same / (double) each).isCloseTo(mixed.targets()[video * 4 + video], within(1e-3));
    }
  }

  @Test
  void none_leavesTheBatch() throws IOException {
    VideoInput batch = batch();
    float[] targets = Batches.targets(List.of(0, 1, 0, 1), 2, 0);
    assertThat(Mixing.NONE.mix(batch, targets, new Random(1))).isEqualTo(new Mixing.Mixed(batch, targets));
  }
}
