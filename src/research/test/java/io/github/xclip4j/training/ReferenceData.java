package io.github.xclip4j.training;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reference's gradients and trajectories, with the checkpoint and the inputs they belong to. */
final class ReferenceData {
  private ReferenceData() {}

  static Path checkpoint(String name) {
    return SharedData.shared("golden/checkpoints/" + name);
  }

  static StoredWeights tensors(String name) throws IOException {
    return Safetensors.open(SharedData.shared("golden/training/" + name + ".safetensors"));
  }

  static StoredWeights inputs(String checkpoint) throws IOException {
    return Safetensors.open(checkpoint(checkpoint).resolve("golden.safetensors"));
  }

  static JsonNode json(String name) {
    return JsonMapper.shared().readTree(SharedData.shared("golden/training/" + name + ".json").toFile());
  }

  static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> map = new HashMap<>();
    node.forEachEntry((name, value) -> map.put(name, value.asDouble()));
    return map;
  }

  /** {@code input_ids}, [texts, length]. */
  static List<int[]> tokens(StoredWeights inputs) throws IOException {
    int length = Math.toIntExact(inputs.info("input_ids").shape().get(1));
    long[] ids = inputs.tensor("input_ids").longs();
    int[][] rows = new int[ids.length / length][length];
    for (int i = 0; i < ids.length; i++) {
      rows[i / length][i % length] = Math.toIntExact(ids[i]);
    }
    return List.of(rows);
  }

  /** ‖actual − expected‖/‖expected‖. */
  static double relativeError(float[] actual, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = actual[i] - (double) expected[i];
      difference += error * error;
      norm += (double) expected[i] * expected[i];
    }
    return Math.sqrt(difference / norm);
  }

  /** ‖a − b‖. */
  static double distance(float[] a, float[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - (double) b[i]) * (a[i] - (double) b[i]);
    }
    return Math.sqrt(squares);
  }

  static Set<String> names(JsonNode object) {
    return Set.copyOf(object.propertyNames());
  }

  static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
