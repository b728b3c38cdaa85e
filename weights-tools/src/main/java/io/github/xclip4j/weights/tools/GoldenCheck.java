package io.github.xclip4j.weights.tools;

import io.github.xclip4j.Detail;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Session;
import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.cli.options.TensorInputs;
import io.github.xclip4j.config.VisionConfig;
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

  /**
   * Findings in the order of the computation.
   *
   * @param name what messages call the model
   */
  static List<Finding> run(XClip model, String name, Path golden) throws IOException {
    try (StoredWeights file = Safetensors.open(golden);
        Session session = model.session()) {
      TensorInputs inputs = TensorInputs.read(golden);
      TokenBatch tokens = inputs.tokens().orElseThrow(() -> new WeightsException(golden + ": has no input_ids"));
      boolean layers = file.names().stream().anyMatch(tensor -> tensor.contains(".hidden_states."));
      XClipOutput output = session.forward(tokens, videos(inputs, file, model.config().vision()),
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
    } catch (IllegalArgumentException e) {
      throw new WeightsException(
          golden + ": " + e.getMessage() + ": is it the golden file of another model than " + name + "?", e);
    }
  }

  private static Finding compare(String stage, float[] values, float[] expected) {
    if (values.length != expected.length) {
      throw new IllegalArgumentException(
          stage + " has " + expected.length + " values, the model's has " + values.length);
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

  /** The file's pixels; files of full-size models leave them out, as anyone can make them from the name. */
  private static VideoBatch videos(TensorInputs inputs, StoredWeights file, VisionConfig vision)
      throws WeightsException {
    if (inputs.videos().isPresent()) {
      return inputs.videos().get();
    }
    int pixels = vision.imageSize();
    int frames = vision.numFrames();
    int videos = Math.toIntExact(file.info("logits_per_video").shape().getFirst());
    float[] values =
        ProceduralWeights.uniform("pixel_values", 2, videos * frames * vision.numChannels() * pixels * pixels);
    return VideoBatch.of(FloatArray.of(values, videos, frames, vision.numChannels(), pixels, pixels));
  }
}
