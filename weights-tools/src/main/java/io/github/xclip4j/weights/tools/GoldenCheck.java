package io.github.xclip4j.weights.tools;

import io.github.xclip4j.Detail;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Session;
import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.internal.weights.ProceduralWeights;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Runs a model on a golden file's inputs and measures how far each stage is from its outputs. */
final class GoldenCheck {
  private GoldenCheck() {}

  /**
   * One stage's distance from the reference.
   *
   * @param relative ‖x − reference‖ / ‖reference‖
   * @param largest the largest absolute difference
   */
  record Finding(String stage, double relative, double largest) {}

  /** Findings in the order of the computation. */
  static List<Finding> run(XClip model, Path golden) throws IOException {
    try (StoredWeights file = Safetensors.open(golden);
        Session session = model.session()) {
      boolean layers = file.names().stream().anyMatch(name -> name.contains(".hidden_states."));
      XClipOutput output = session.forward(tokens(file), videos(file, model.config().vision()),
          layers ? EnumSet.of(Detail.HIDDEN_STATES) : EnumSet.noneOf(Detail.class));
      List<Finding> findings = new ArrayList<>();
      for (Map.Entry<String, FloatArray> stage : output.byName().entrySet()) {
        if (file.names().contains(stage.getKey())) {
          findings.add(compare(stage.getKey(), stage.getValue().values(), file.floats(stage.getKey())));
        }
      }
      if (findings.isEmpty()) {
        throw new WeightsException(golden + ": none of its tensors is an output: is this a golden file?");
      }
      return findings;
    }
  }

  private static Finding compare(String stage, float[] values, float[] expected) throws WeightsException {
    if (values.length != expected.length) {
      throw new WeightsException(stage + " has " + values.length + " values, the golden file has " + expected.length
          + ": is it another model's?");
    }
    double difference = 0;
    double norm = 0;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      double error = Math.abs(values[i] - (double) expected[i]);
      difference += error * error;
      norm += (double) expected[i] * expected[i];
      largest = Math.max(largest, error);
    }
    return new Finding(stage, Math.sqrt(difference / Math.max(norm, Double.MIN_NORMAL)), largest);
  }

  private static TokenBatch tokens(StoredWeights file) throws WeightsException {
    int[][] ids = integers(file, "input_ids");
    return file.names().contains("attention_mask")
        ? TokenBatch.of(ids, integers(file, "attention_mask"))
        : TokenBatch.of(ids);
  }

  private static int[][] integers(StoredWeights file, String name) throws WeightsException {
    List<Long> shape = file.info(name).shape();
    if (shape.size() != 2) {
      throw new WeightsException(file.description() + ": " + name + " has " + shape.size() + " dimensions, not 2");
    }
    long[] values = file.tensor(name).longs();
    int[][] rows = new int[Math.toIntExact(shape.get(0))][Math.toIntExact(shape.get(1))];
    int next = 0;
    for (int[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.toIntExact(values[next++]);
      }
    }
    return rows;
  }

  /** The file's pixels; files of full-size models leave them out, as anyone can make them from the name. */
  private static VideoBatch videos(StoredWeights file, VisionConfig vision) throws WeightsException {
    int pixels = vision.imageSize();
    int frames = vision.numFrames();
    int videos = Math.toIntExact(file.info("logits_per_video").shape().getFirst());
    float[] values = file.names().contains("pixel_values")
        ? file.floats("pixel_values")
        : ProceduralWeights.uniform("pixel_values", 2, videos * frames * vision.numChannels() * pixels * pixels);
    return VideoBatch.of(FloatArray.of(values, videos, frames, vision.numChannels(), pixels, pixels));
  }
}
