package io.github.xclip4j.training;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Resource;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.LoadedParameters;
import io.github.xclip4j.internal.model.Parameters;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The parameters of a model that is trained. What is trained, and every layer that a gradient goes through, is kept as
 * tensors beside what layers compute with; what no gradient reaches is loaded as for inference.
 */
final class TrainableParameters implements Parameters {
  private final WeightSource source;
  private final Backend backend;
  private final Predicate<String> trained;
  private final LoadedParameters frozen;
  private final Trainables trainables = new Trainables();
  private final List<Linear> layers = new ArrayList<>();
  private final List<Resource> resources = new ArrayList<>();
  private final Set<Region> trainedRegions;

  /** Regions of the model, and those whose result they read. */
  private enum Region {
    TEXT_TOWER("text_model."),
    TEXT_PROJECTION("text_projection", TEXT_TOWER),
    FRAME_TOWER("vision_model."),
    VISUAL_PROJECTION("visual_projection", FRAME_TOWER),
    MIT("mit.", FRAME_TOWER, VISUAL_PROJECTION),
    PROMPTS("prompts_", FRAME_TOWER, TEXT_TOWER, TEXT_PROJECTION),
    LOGIT_SCALE("logit_scale");

    private final String start;
    private final List<Region> inputs;

    Region(String start, Region... inputs) {
      this.start = start;
      this.inputs = List.of(inputs);
    }

    static Region of(String name) {
      for (Region region : values()) {
        if (name.startsWith(region.start)) {
          return region;
        }
      }
      throw new IllegalArgumentException(name + " belongs to no region of the model");
    }
  }

  /**
   * @param source read whenever a parameter is asked for, and not afterwards
   * @param trained which parameters are trained, by their published names
   */
  TrainableParameters(WeightSource source, Backend backend, Predicate<String> trained) {
    this.source = source;
    this.backend = backend;
    this.trained = trained;
    this.frozen = new LoadedParameters(source, backend);
    trainedRegions = new HashSet<>();
    source.names().stream().filter(trained).map(Region::of).forEach(trainedRegions::add);
  }

  Trainables trainables() {
    return trainables;
  }

  /** Whether a gradient goes through a layer, or ends in it. */
  private boolean isReached(String prefix) {
    Region region = Region.of(prefix);
    return trainedRegions.contains(region) || region.inputs.stream().anyMatch(trainedRegions::contains);
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public Linear linear(List<Part> parts) throws IOException {
    return isReached(parts.getFirst().prefix()) ? layer(parts, true) : frozen.linear(parts);
  }

  @Override
  public Linear linearWithoutBias(List<Part> parts) throws IOException {
    return isReached(parts.getFirst().prefix()) ? layer(parts, false) : frozen.linearWithoutBias(parts);
  }

  private Linear layer(List<Part> parts, boolean biased) throws IOException {
    List<Linear.Part> tensors = new ArrayList<>();
    for (Part part : parts) {
      Tensor weight = matrix(part.prefix() + ".weight");
      Optional<Tensor> bias = biased ? Optional.of(row(part.prefix() + ".bias")) : Optional.empty();
      tensors.add(new Linear.Part(weight, Linear.Part.Rows.OUTPUTS, bias, part.scale()));
    }
    return add(tensors);
  }

  @Override
  public Linear linearTransposed(String name) throws IOException {
    return isReached(name) ? add(List.of(Linear.Part.transposed(matrix(name)))) : frozen.linearTransposed(name);
  }

  private Linear add(List<Linear.Part> parts) {
    Linear layer = backend.linear(parts);
    resources.add(layer);
    layers.add(layer);
    return layer;
  }

  private Tensor matrix(String name) throws IOException {
    return place(name, backend.constant(source.matrix(name)));
  }

  @Override
  public Tensor row(String name) throws IOException {
    float[] values = source.floats(name);
    return place(name, backend.constant(1, values.length, values));
  }

  @Override
  public Tensor table(String name, int cols) throws IOException {
    float[] values = source.floats(name);
    return place(name, backend.constant(values.length / cols, cols, values));
  }

  private Tensor place(String name, Constant constant) throws IOException {
    resources.add(constant);
    if (trained.test(name)) {
      trainables.add(new Trainable(name, source.info(name).shape(), constant, backend));
    }
    return constant.tensor();
  }

  /** Layers compute with the weights as they are now: once after loading, and after each change. */
  void pack(Context context) {
    for (Linear layer : layers) {
      context.adjoints().pack(layer);
    }
  }

  /** As {@link #pack}, of the layers that training changes. */
  void packTrained(Context context) {
    for (Linear layer : layers) {
      if (layer.parts().stream().anyMatch(this::isTrained)) {
        context.adjoints().pack(layer);
      }
    }
  }

  private boolean isTrained(Linear.Part part) {
    return trainables.isTrained(part.weight()) || part.bias().filter(trainables::isTrained).isPresent();
  }

  @Override
  public void close() {
    trainables.all().forEach(each -> each.release(backend));
    resources.reversed().forEach(backend::release);
    resources.clear();
    frozen.close();
  }
}
