package io.github.xclip4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void percentile_liesBetweenTheNearestRanks() {
    double[] values = {4, 1, 3, 2};

    assertThat(Statistics.median(values)).isEqualTo(2.5);
    assertThat(Statistics.percentile(values, 0)).isEqualTo(1);
    assertThat(Statistics.percentile(values, 90)).isEqualTo(3.7, within(1e-12));
  }

  @Test
  void relativeL2_isTheLengthOfTheDifferenceOverTheLength() {
    assertThat(Statistics.relativeL2(new float[] {3, 5}, new float[] {3, 4})).isEqualTo(0.2, within(1e-12));
  }

  @Test
  void rounds_giveEveryContestantEveryRound() throws Exception {
    int[] calls = new int[2];

    double[][] seconds = new Rounds(3, 2, Duration.ZERO).seconds(List.of(() -> calls[0]++, () -> calls[1]++));

    assertThat(seconds).hasDimensions(2, 3);
    assertThat(calls[0]).isEqualTo(calls[1]);
  }

  @Test
  void gemmShape_isReadFromText() {
    assertThat(Gemm.Shape.parse("2x3x4")).isEqualTo(new Gemm.Shape(2, 3, 4));
    assertThat(Gemm.Shape.parse("2x3x4").flop()).isEqualTo(48);
  }
}
