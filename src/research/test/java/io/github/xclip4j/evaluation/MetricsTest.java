package io.github.xclip4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  private static Outcome.Scored scored(int label, double confidence, int... best) {
    return new Outcome.Scored("v", label < 0 ? OptionalInt.empty() : OptionalInt.of(label), best, confidence,
        new float[3], 9, List.of(), List.of(), List.of());
  }

  @Test
  void wilsonInterval_isThatOfTheFormula() {
    Proportion proportion = new Proportion(7, 12);
    assertThat(proportion.low()).isCloseTo(31.951131254954973, within(1e-9));
    assertThat(proportion.high()).isCloseTo(80.67396863412435, within(1e-9));
    assertThat(new Proportion(0, 5).low()).isCloseTo(0, within(1e-9));
    assertThat(new Proportion(5, 5).high()).isCloseTo(100, within(1e-9));
    assertThat(new Proportion(0, 0).percent()).isNaN();
  }

  @Test
  void metrics_countWhatTheyShould() {
    Metrics.Builder builder = new Metrics.Builder(NAMES, OnError.SKIP);
    builder.add(scored(0, 0.9, 0, 1, 2));
    builder.add(scored(0, 0.7, 1, 0, 2));
    builder.add(scored(1, 0.95, 1, 0, 2));
    builder.add(scored(-1, 0.95, 2, 0, 1));
    builder.add(new Outcome.Failed("x", OptionalInt.of(2), "broken"));
    Metrics metrics = builder.build();
    assertThat(metrics.videos()).isEqualTo(5);
    assertThat(metrics.top1()).isEqualTo(new Proportion(2, 3));
    assertThat(metrics.topK()).isEqualTo(new Proportion(3, 3));
    assertThat(metrics.topCount()).isEqualTo(3);
    assertThat(metrics.failed()).isEqualTo(1);
    assertThat(metrics.unlabelled()).isEqualTo(1);
    assertThat(metrics.meanClassAccuracy()).hasValue(75);
    assertThat(metrics.confused(0, 1)).isEqualTo(1);
    assertThat(metrics.classes().get(2).recall()).isEqualTo(new Proportion(0, 0));
    // Bins of 15: 0.9 and 0.95 share none: |1 − 0.9|, |1 − 0.95| and |0 − 0.7|, a third each.
    assertThat(metrics.calibrationError().getAsDouble()).isCloseTo(100 * (0.1 + 0.05 + 0.7) / 3, within(1e-9));
  }

  @Test
  void failures_countAsWrong_ifAskedFor() {
    Metrics.Builder builder = new Metrics.Builder(NAMES, OnError.WRONG);
    builder.add(scored(0, 0.9, 0, 1, 2));
    builder.add(new Outcome.Failed("x", OptionalInt.of(2), "broken"));
    Metrics metrics = builder.build();
    assertThat(metrics.top1()).isEqualTo(new Proportion(1, 2));
    assertThat(metrics.meanClassAccuracy()).hasValue(50);
  }

  @Test
  void ranking_takesTheSmallerNumberOfEqualScores() {
    assertThat(ScoreKind.best(new double[] {0.1, 0.5, 0.5, 0.2}, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void scores_areSumsOfProbabilitiesOrMeansOfLogits() {
    double[][] logits = {{0, Math.log(3)}, {0, 0}};
    assertThat(ScoreKind.SOFTMAX_SUM.combine(logits)).containsExactly(new double[] {0.75, 1.25}, within(1e-12));
    assertThat(ScoreKind.MEAN_LOGITS.combine(logits)).containsExactly(new double[] {0, Math.log(3) / 2}, within(1e-12));
    assertThat(ScoreKind.SOFTMAX_SUM.confidence(new double[] {0.75, 1.25}, 1, 2)).isEqualTo(0.625);
  }

  @Test
  void spread_hasBothStandardDeviations() {
    Summary.Spread spread = Summary.Spread.of(new double[] {40, 44, 48});
    assertThat(spread.mean()).isEqualTo(44);
    assertThat(spread.population()).isCloseTo(Math.sqrt(32.0 / 3), within(1e-12));
    assertThat(spread.sample()).isEqualTo(4);
    assertThat(spread).hasToString(" 44.0 %   ± 3.3 (population), ± 4.0 (sample)");
  }
}
