package io.github.xclip4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Resource;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.ExpectedTensor;
import io.github.xclip4j.internal.weights.ProceduralWeights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadedParametersTest {
  /** Heads of 16 values, so that the queries' scale is a power of two, but for the text encoder's, which are of 8. */
  private static final XClipConfig CONFIG = XClipConfig.fromTextVisionConfigs(
      new TextConfig(50, 32, 64, 2, 4, 7, Activation.QUICK_GELU, 1e-5, 0, 2, 1),
      new VisionConfig(48, 96, 2, 3, 512, 64, 1, 8, 3, 32, 16, 2, Activation.QUICK_GELU, 1e-5));

  /** Keeps what it is given, and counts what is not given back. */
  private static final class Recorder implements Backend {
    private final List<Resource> kept = new ArrayList<>();

    private record Layer(Backend backend, int outputs, int inputs, float[] weight, float[] bias) implements Linear {}

    private record Values(Object owner, float[] values) implements Tensor.Memory {}

    @Override
    public String description() {
      return "recorder";
    }

    @Override
    public Tensor constant(int rows, int cols, float[] values) {
      Tensor tensor = Tensor.dense(new Values(this, values.clone()), 0, 1, rows, cols);
      kept.add(tensor);
      return tensor;
    }

    @Override
    public Linear linear(int outputs, int inputs, Matrix weight, float[] bias) {
      float[] values = new float[outputs * inputs];
      for (int row = 0; row < outputs; row++) {
        weight.read(row, 0, inputs, values, row * inputs);
      }
      Layer layer = new Layer(this, outputs, inputs, values, bias.clone());
      kept.add(layer);
      return layer;
    }

    @Override
    public void release(Resource resource) {
      assertThat(kept.remove(resource)).isTrue();
    }

    @Override
    public Context context(long elements) {
      throw new UnsupportedOperationException("nothing is computed here");
    }

    @Override
    public void close() {}
  }

  /** What the checkpoint held, from where it was placed. */
  private static float[] published(Placement placement, int count) {
    return switch (placement) {
      case Placement.Weight weight -> {
        Recorder.Layer layer = (Recorder.Layer) weight.layer();
        yield unscaled(layer.weight, weight.firstOutput() * layer.inputs, count, weight.scale());
      }
      case Placement.Bias bias ->
          unscaled(((Recorder.Layer) bias.layer()).bias, bias.firstOutput(), count, bias.scale());
      case Placement.TransposedWeight weight -> {
        Recorder.Layer layer = (Recorder.Layer) weight.layer();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = layer.weight[i % layer.outputs * layer.inputs + i / layer.outputs];
        }
        yield values;
      }
      case Placement.Constant constant -> ((Recorder.Values) constant.tensor().memory()).values;
      case Placement.Scalar scalar -> new float[] {scalar.value()};
    };
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
        Backend backend = new Recorder();
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
        LoadedParameters parameters = new LoadedParameters(weights, new Recorder());
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
      Network.load(CONFIG, weights, backend).close();
    }
    assertThat(backend.kept).isEmpty();
  }

  @Test
  void networkThatCannotBeLoaded_leavesNothingOnTheBackend() throws IOException {
    Recorder backend = new Recorder();
    XClipConfig deeper = CONFIG.withText(new TextConfig(50, 32, 64, 3, 4, 7, Activation.QUICK_GELU, 1e-5, 0, 2, 1));
    try (ProceduralWeights weights = new ProceduralWeights(CONFIG)) {
      assertThatThrownBy(() -> Network.load(deeper, weights, backend)).hasMessageContaining("layers.2");
    }
    assertThat(backend.kept).isEmpty();
  }
}
