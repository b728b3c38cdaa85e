package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void authors_withoutAccumulation_twoStepsOfRateZero() {
    Schedule schedule = new Schedule(Schedule.Kind.AUTHORS, 300, 50, 1);
    assertThat(schedule.rate(0, 8e-6, 8e-8)).isZero();
    assertThat(schedule.rate(1, 8e-6, 8e-8)).isZero();
    assertThat(schedule.rate(2, 8e-6, 8e-8)).isEqualTo(8e-6 / 50);
  }

  @Test
  void authors_withAccumulation_rateOfTheBatchBefore() {
    Schedule schedule = new Schedule(Schedule.Kind.AUTHORS, 300, 50, 4);
    assertThat(schedule.rate(0, 1, 0.01)).isZero();
    assertThat(schedule.rate(1, 1, 0.01)).isEqualTo(3.0 / 200);
  }

  /** The drops that the recipe's facts name: 0.934 of the peak for 5 of 30 epochs, 0.976 for 5 of 50, 0.505 for 5 of 10. */
  @Test
  void authors_endOfWarmUp_dropsAsTimmDoes() {
    assertThat(afterWarmUp(30)).isCloseTo(0.934, within(1e-3));
    assertThat(afterWarmUp(50)).isCloseTo(0.976, within(1e-3));
    assertThat(afterWarmUp(10)).isCloseTo(0.505, within(1e-3));
  }

  private static double afterWarmUp(int epochs) {
    Schedule schedule = new Schedule(Schedule.Kind.AUTHORS, epochs * 100L, 500, 1);
    return schedule.rate(501, 1, 0.01);
  }

  @Test
  void authors_afterTheLastStep_lowestRate() {
    assertThat(new Schedule(Schedule.Kind.AUTHORS, 10, 2, 1).rate(11, 1, 0.25)).isEqualTo(0.25);
  }

  @Test
  void constant_everyStep_baseRate() {
    assertThat(new Schedule(Schedule.Kind.CONSTANT, 10, 0, 1).rate(7, 3e-4, 0)).isEqualTo(3e-4);
  }
}
