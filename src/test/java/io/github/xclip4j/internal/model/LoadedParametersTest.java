package io.github.xclip4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.backend.CheckedBackend;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.ExpectedTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadedParametersTest {
  /**
   * Heads have 16 values, so that the queries' scale is a power of two, except those of the text encoder, which have 8.
   */
  private static final XClipConfig CONFIG = XClipConfig.fromTextVisionConfigs(
      new TextConfig(50, 32, 64, 2, 4, 7, Activation.QUICK_GELU, 1e-5, 0, 2, 1),
      new VisionConfig(48, 96, 2, 3, 512, 64, 1, 8, 3, 32, 16, 2, Activation.QUICK_GELU, 1e-5));

  /** Keeps what it is given until that is released. */
  private static final class Recorder implements BackendSpi {
    private final List<Object> kept = new ArrayList<>();

    private record Layer(float[] weight, float[] bias) implements Linear.Weights {}

    private record Values(float[] values) implements Tensor.Memory {}

    Backend backend() {
      return new CheckedBackend("recorder", this, List.of());
    }

    @Override
    public String description() {
      return "recorder";
    }

    @Override
    public Tensor.Memory constant(Matrix values) {
      return keep(new Values(floats(values)));
    }

    @Override
    public Linear.Weights linear(Matrix weight, float[] bias) {
      return keep(new Layer(floats(weight), bias.clone()));
    }

    private static float[] floats(Matrix matrix) {
      float[] values = new float[matrix.rows() * matrix.cols()];
      for (int row = 0; row < matrix.rows(); row++) {
        matrix.read(row, 0, matrix.cols(), values, row * matrix.cols());
      }
      return values;
    }

    private <T> T keep(T resource) {
      kept.add(resource);
      return resource;
    }

    @Override
    public void release(Tensor.Memory constant) {
      assertThat(kept.remove(constant)).isTrue();
    }

    @Override
    public void release(Linear.Weights weights) {
      assertThat(kept.remove(weights)).isTrue();
    }

    @Override
    public ContextSpi context(long elements) {
      throw new UnsupportedOperationException("nothing is computed here");
    }

    @Override
    public void close() {}
  }

  /** The values of a tensor in the checkpoint, recovered from its placement. */
  private static float[] published(Placement placement, int count) {
    return switch (placement) {
      case Placement.Weight weight ->
          unscaled(layer(weight.layer()).weight, weight.firstOutput() * weight.layer().inputs(), count, weight.scale());
      case Placement.Bias bias -> unscaled(layer(bias.layer()).bias, bias.firstOutput(), count, bias.scale());
      case Placement.TransposedWeight weight -> {
        int outputs = weight.layer().outputs();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = layer(weight.layer()).weight[i % outputs * weight.layer().inputs() + i / outputs];
        }
        yield values;
      }
      case Placement.Constant constant -> ((Recorder.Values) constant.tensor().memory()).values;
    };
  }

  private static Recorder.Layer layer(Linear linear) {
    return (Recorder.Layer) linear.weights();
  }

  private static float[] unscaled(float[] placed, int first, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (placed[first + i] / scale);
    }
    return values;
  }

  @Test
  void everyPublishedTensor_isFoundWhereItWasPlaced() throws IOException {
    try (ProceduralWeights weights = new ProceduralWeights(CONFIG);
        Backend backend = new Recorder().backend();
        LoadedParameters parameters = new LoadedParameters(weights, backend);
        Network _ = new Network(CONFIG, parameters)) {
      Map<String, Placement> placements = parameters.placements();
      List<String> names = CheckpointNames.model(CONFIG).stream().map(ExpectedTensor::name).toList();

      assertThat(placements.keySet()).containsExactlyInAnyOrderElementsOf(names);
      for (String name : names) {
        float[] expected = weights.floats(name);
        float[] actual = published(placements.get(name), expected.length);
        boolean exact = !name.contains("q_proj") || !name.startsWith("text_model");
        for (int i = 0; i < expected.length; i++) {
          float rounding = exact ? 0 : Math.ulp(expected[i]);
          assertThat(Math.abs(actual[i] - expected[i])).as("%s[%d]", name, i).isLessThanOrEqualTo(rounding);
        }
      }
    }
  }

  @Test
  void queries_areScaledRowsOfTheFusedLayer() throws IOException {
    try (ProceduralWeights weights = new ProceduralWeights(CONFIG);
        LoadedParameters parameters = new LoadedParameters(weights, new Recorder().backend());
        Network _ = new Network(CONFIG, parameters)) {
      String prefix = "vision_model.encoder.layers.1.self_attn.";
      Placement.Weight queries = (Placement.Weight) parameters.placements().get(prefix + "q_proj.weight");
      Placement.Weight values = (Placement.Weight) parameters.placements().get(prefix + "v_proj.weight");

      assertThat(queries.firstOutput()).isZero();
      assertThat(queries.scale()).isEqualTo(0.25);
      assertThat(values.layer()).isSameAs(queries.layer());
      assertThat(values.firstOutput()).isEqualTo(96);
      assertThat(values.scale()).isEqualTo(1);
    }
  }

  @Test
  void closedNetwork_hasGivenEverythingBack() throws IOException {
    Recorder backend = new Recorder();
    try (ProceduralWeights weights = new ProceduralWeights(CONFIG)) {
      Network.load(CONFIG, weights, backend.backend()).close();
    }
    assertThat(backend.kept).isEmpty();
  }

  @Test
  void networkThatCannotBeLoaded_leavesNothingOnTheBackend() throws IOException {
    Recorder backend = new Recorder();
    XClipConfig deeper = CONFIG.withText(new TextConfig(50, 32, 64, 3, 4, 7, Activation.QUICK_GELU, 1e-5, 0, 2, 1));
    try (ProceduralWeights weights = new ProceduralWeights(CONFIG)) {
      assertThatThrownBy(() -> Network.load(deeper, weights, backend.backend())).hasMessageContaining("layers.2");
    }
    assertThat(backend.kept).isEmpty();
  }
}
