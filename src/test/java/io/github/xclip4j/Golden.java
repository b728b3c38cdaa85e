package io.github.xclip4j;

import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reference inputs and outputs of one checkpoint, and the comparison of a forward pass with them, stage by stage. */
public final class Golden implements AutoCloseable {
  /** How many times the error of PyTorch's float32 against float64 a good float32 implementation may have. */
  private static final double FACTOR = 3;

  private final StoredWeights file;

  public Golden(Path path) throws IOException {
    file = Safetensors.open(path);
  }

  public TokenBatch tokens() throws WeightsException {
    return TokenBatch.of(integers("input_ids"), integers("attention_mask"));
  }

  public VideoBatch videos() throws WeightsException {
    List<Long> shape = file.info("pixel_values").shape();
    return VideoBatch
        .of(FloatArray.of(file.floats("pixel_values"), shape.stream().mapToInt(Math::toIntExact).toArray()));
  }

  public float[] values(String name) throws WeightsException {
    return file.floats(name);
  }

  private int[][] integers(String name) throws WeightsException {
    List<Long> shape = file.info(name).shape();
    int cols = Math.toIntExact(shape.get(1));
    long[] values = file.tensor(name).longs();
    int[][] rows = new int[Math.toIntExact(shape.get(0))][cols];
    for (int i = 0; i < rows.length * cols; i++) {
      rows[i / cols][i % cols] = Math.toIntExact(values[i]);
    }
    return rows;
  }

  /** The published errors of PyTorch's float32, by output. */
  public static Map<String, Double> float32Errors(Path json, String checkpoint) {
    JsonNode errors = JsonMapper.shared().readTree(json.toFile()).get(checkpoint);
    Map<String, Double> map = new LinkedHashMap<>();
    errors.forEachEntry((name, value) -> map.put(name, value.asDouble()));
    return map;
  }

  /**
   * Compares every stage whose output is in the file, in the order of computation. Fails with the first stage whose
   * error against float64 is more than three times that of PyTorch's float32.
   *
   * @param float32Errors PyTorch's published errors, by output; other stages use the largest of them
   */
  public void check(XClipOutput output, Map<String, Double> float32Errors) throws WeightsException {
    double other = float32Errors.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    List<String> compared = new ArrayList<>();
    for (Map.Entry<String, FloatArray> stage : byName(output).entrySet()) {
      String name = stage.getKey();
      boolean allVideos = output.videoEmbeds().values().length == file.info("video_embeds").elements();
      if (file.names().contains(name) && (allVideos || !name.equals("logits_per_text"))) {
        compared.add(name);
        double error = float32Errors.getOrDefault(name, other) * amplification(name);
        check(name, stage.getValue().values(), FACTOR * error);
      }
    }
    Assertions.assertTrue(compared.containsAll(List.of("logits_per_video", "text_embeds", "video_embeds")),
        () -> "compared only " + compared);
  }

  /**
   * The factor by which outputs computed from the logits can amplify their relative error: the derivative of a softmax
   * has a norm of at most ½, that of a row's cross entropy of at most √2.
   */
  private double amplification(String name) throws WeightsException {
    return switch (name) {
      case "probs" -> 0.5 * norm("logits_per_video") / norm("probs");
      case "loss" -> Math.sqrt(2) * norm("logits_per_video") / norm("loss");
      default -> 1;
    };
  }

  private double norm(String name) throws WeightsException {
    double squares = 0;
    for (float value : file.floats(name)) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** Compares one stage; outputs of only the first videos are compared with the beginning of the reference's. */
  public void check(String name, float[] values, double tolerance) throws WeightsException {
    float[] expected = file.floats(name);
    Assertions.assertTrue(values.length > 0 && expected.length % values.length == 0,
        name + ": " + values.length + " values, the reference has " + expected.length);
    double difference = 0;
    double norm = 0;
    int worst = 0;
    for (int i = 0; i < values.length; i++) {
      double error = values[i] - (double) expected[i];
      difference += error * error;
      norm += (double) expected[i] * expected[i];
      if (!(Math.abs(error) <= Math.abs(values[worst] - (double) expected[worst]))) {
        worst = i;
      }
    }
    double relative = Math.sqrt(difference / norm);
    if (!(relative <= tolerance)) {
      Assertions.fail(name + ": relative L2 error " + relative + " above " + tolerance + "; worst at " + worst + " of "
          + values.length + ": " + values[worst] + ", expected " + expected[worst]);
    }
  }

  /** Outputs by their names in the golden files, in the order they are computed. */
  private static Map<String, FloatArray> byName(XClipOutput output) {
    Map<String, FloatArray> map = new LinkedHashMap<>();
    output.byName().forEach((name, array) -> {
      map.put(name, array);
      if (name.equals("vision_model_output.last_hidden_state")) {
        map.put(name + ".rows", firstRows(array));
      }
    });
    return map;
  }

  /** The first three tokens of every frame, as the large golden files have them. */
  private static FloatArray firstRows(FloatArray states) {
    int[] shape = states.shape();
    float[] rows = new float[shape[0] * 3 * shape[2]];
    for (int frame = 0; frame < shape[0]; frame++) {
      float[] all = states.row(frame);
      System.arraycopy(Arrays.copyOf(all, 3 * shape[2]), 0, rows, frame * 3 * shape[2], 3 * shape[2]);
    }
    return FloatArray.of(rows, shape[0], 3, shape[2]);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
