package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Five steps of training on any backend: losses and weights within twice what PyTorch's own float32 scatters.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GoldenTrajectoryContract {
  private static final double FACTOR = 2;
  private static final Schedule SCHEDULE = new Schedule(Schedule.Kind.CORRECTED, 5, 2, 1);
  private static final OptimizerSettings SETTINGS =
      new OptimizerSettings(new Rates(8e-5, 10, 8e-7, 0.001, Rates.Decayed.MATRICES), 0.9, 0.98, 1e-8);

  private Backend backend;

  /** A new backend, closed by the contract. */
  abstract Backend open();

  @BeforeAll
  void openBackend() {
    backend = open();
    backend.adjointsUnavailable().ifPresent(reason -> Assumptions.abort("skipped: " + reason));
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text_frozen", "all", "heads"})
  void fiveSteps_endWhereTheReferenceDoes(String variant) throws IOException {
    Tuned tuned = switch (variant) {
      case "all" -> Tuned.ALL;
      case "heads" -> Tuned.HEADS;
      default -> Tuned.VISUAL;
    };
    try (TrainableModel model = load(tuned);
        WeightSource before = Checkpoint.open(ReferenceData.checkpoint("tiny-a")).openWeights();
        StoredWeights after = ReferenceData.tensors("tiny-a.trajectory." + variant)) {
      JsonNode expected = ReferenceData.json("tiny-a.trajectory").get("variants").get(variant);
      JsonNode spread = ReferenceData.json("tiny-a.trajectory.float32_spread").get(variant);
      checkLosses(train(model, pixels()), expected.get("losses"), spread.get("losses"));
      checkWeights(model, before, after, expected.get("parameters"), spread.get("parameters"));
    }
  }

  @Test
  void heads_ofKeptFrames_areThoseOfPixels_toTheBit() throws IOException {
    try (TrainableModel model = load(Tuned.HEADS); TrainableModel other = load(Tuned.HEADS)) {
      assertThat(train(other, other.encodeFrames(pixels()))).isEqualTo(train(model, pixels()));
      for (int i = 0; i < model.trainables().size(); i++) {
        assertThat(other.weights(other.trainables().get(i))).as(model.trainables().get(i).name())
            .isEqualTo(model.weights(model.trainables().get(i)));
      }
    }
  }

  private TrainableModel load(Tuned tuned) throws IOException {
    TrainableModel model = TrainableModel.load(Checkpoint.open(ReferenceData.checkpoint("tiny-a")), backend, tuned,
        TrainableModel.Memory.VALUES);
    try (StoredWeights inputs = ReferenceData.inputs("tiny-a")) {
      model.setLabels(ReferenceData.tokens(inputs));
    }
    return model;
  }

  private static VideoInput.Pixels pixels() throws IOException {
    try (StoredWeights inputs = ReferenceData.inputs("tiny-a")) {
      int[] shape = inputs.info("pixel_values").shape().stream().mapToInt(Math::toIntExact).toArray();
      return new VideoInput.Pixels(FloatArray.of(inputs.floats("pixel_values"), shape));
    }
  }

  /** @return the losses before each step, and after the last */
  private static List<Double> train(TrainableModel model, VideoInput videos) throws IOException {
    float[] targets;
    try (StoredWeights golden = ReferenceData.tensors("tiny-a.soft")) {
      targets = golden.floats("targets");
    }
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < 5; step++) {
      losses.add(model.accumulate(videos, targets).value());
      model.update(SETTINGS, SCHEDULE, step);
    }
    losses.add(Loss.softTargets(model.logits(videos).values(), targets, model.labels()).value());
    return losses;
  }

  private static void checkLosses(List<Double> losses, JsonNode expected, JsonNode spread) {
    for (int i = 0; i < losses.size(); i++) {
      double error = Math.abs(losses.get(i) / expected.get(i).asDouble() - 1);
      assertThat(error).as("relative error of loss " + i).isLessThan(FACTOR * spread.get(i).asDouble());
    }
  }

  private static void checkWeights(TrainableModel model, WeightSource before, StoredWeights after, JsonNode parameters,
      JsonNode spread) throws IOException {
    Map<String, Trainable> trained = new HashMap<>();
    model.trainables().forEach(each -> trained.put(each.name(), each));
    assertThat(trained.keySet()).isEqualTo(ReferenceData.names(parameters));
    assertThat(after.names()).hasSize(trained.size());
    Set<String> zero = ReferenceData.names(ReferenceData.json("zero_gradients").get("tiny-a").get("soft"));
    List<String> wrong = new ArrayList<>();
    for (String name : trained.keySet()) {
      float[] start = before.floats(name);
      float[] actual = model.weights(trained.get(name));
      float[] expected = after.floats("after." + name);
      if (zero.contains(name)) {
        double bound = bound(parameters.get(name).get("rate").asDouble());
        for (int i = 0; i < start.length; i++) {
          if (!(Math.abs(actual[i] - start[i]) <= bound + 1e-5 * Math.abs(start[i]))) {
            wrong.add(name + " " + i + " moved from " + start[i] + " to " + actual[i]);
          }
        }
      } else {
        double weights = ReferenceData.relativeError(actual, expected);
        double update = weights * ReferenceData.norm(expected) / ReferenceData.distance(expected, start);
        JsonNode allowed = spread.get(name);
        if (!(weights <= FACTOR * allowed.get("weights").asDouble()
            && update <= FACTOR * allowed.get("update").asDouble())) {
          wrong.add(name + ": weights " + weights + ", update " + update + "; float32 scatters by " + allowed);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** The farthest that Adam moves a weight: the sum of the rates. */
  private static double bound(double rate) {
    double sum = 0;
    for (int step = 0; step < 5; step++) {
      sum += SCHEDULE.rate(step, rate, 8e-7);
    }
    return sum * 1.1;
  }
}
