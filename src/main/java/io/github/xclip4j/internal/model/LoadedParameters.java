package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Resource;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loads the tensors of a checkpoint onto a backend, and keeps track of where each went and what to release. */
public final class LoadedParameters implements Parameters {
  private final WeightSource source;
  private final Backend backend;
  private final List<Resource> resources = new ArrayList<>();
  private final Map<String, Placement> placements = new LinkedHashMap<>();

  /** @param source read when a parameter is requested, and not needed afterwards */
  public LoadedParameters(WeightSource source, Backend backend) {
    this.source = source;
    this.backend = backend;
  }

  @Override
  public Backend backend() {
    return backend;
  }

  /** Where each requested tensor went, by its published name. */
  public Map<String, Placement> placements() {
    return Collections.unmodifiableMap(placements);
  }

  @Override
  public Linear linear(List<Part> parts) throws IOException {
    List<float[]> biases = new ArrayList<>();
    for (Part part : parts) {
      biases.add(scaled(source.floats(part.prefix() + ".bias"), part.scale()));
    }
    Linear layer = fused(parts, Matrices.joined(biases));
    int firstOutput = 0;
    for (int i = 0; i < parts.size(); i++) {
      place(new Placement.Bias(parts.get(i).prefix() + ".bias", layer, firstOutput, parts.get(i).scale()));
      firstOutput += biases.get(i).length;
    }
    return layer;
  }

  @Override
  public Linear linearWithoutBias(List<Part> parts) throws IOException {
    return fused(parts, new float[0]);
  }

  private Linear fused(List<Part> parts, float[] bias) throws IOException {
    List<Matrix> weights = new ArrayList<>();
    for (Part part : parts) {
      Matrix weight = source.matrix(part.prefix() + ".weight");
      weights.add(part.scale() == 1 ? weight : Matrices.scaled(weight, part.scale()));
    }
    Linear layer = linear(Matrices.stacked(weights), bias);
    int firstOutput = 0;
    for (int i = 0; i < parts.size(); i++) {
      place(new Placement.Weight(parts.get(i).prefix() + ".weight", layer, firstOutput, parts.get(i).scale()));
      firstOutput += weights.get(i).rows();
    }
    return layer;
  }

  private static float[] scaled(float[] values, double scale) {
    if (scale == 1) {
      return values;
    }
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = (float) (values[i] * scale);
    }
    return scaled;
  }

  @Override
  public Linear linearTransposed(String name) throws IOException {
    Linear layer = linear(Matrices.transposed(source.matrix(name)), new float[0]);
    place(new Placement.TransposedWeight(name, layer));
    return layer;
  }

  @Override
  public Tensor row(String name) throws IOException {
    float[] values = source.floats(name);
    return constant(name, backend.constant(1, values.length, values));
  }

  @Override
  public Tensor table(String name, int cols) throws IOException {
    Matrix matrix = source.matrix(name);
    if (matrix.cols() == cols) {
      return constant(name, backend.constant(matrix));
    }
    float[] values = source.floats(name);
    return constant(name, backend.constant(values.length / cols, cols, values));
  }

  private Linear linear(Matrix weight, float[] bias) {
    return add(backend.linear(weight.rows(), weight.cols(), weight, bias));
  }

  private Tensor constant(String name, Constant constant) {
    Tensor tensor = add(constant).tensor();
    place(new Placement.Constant(name, tensor));
    return tensor;
  }

  private <R extends Resource> R add(R resource) {
    resources.add(resource);
    return resource;
  }

  private void place(Placement placement) {
    if (placements.putIfAbsent(placement.name(), placement) != null) {
      throw new IllegalStateException(placement.name() + " was requested twice: every parameter has one place");
    }
  }

  @Override
  public void close() {
    resources.forEach(backend::release);
    resources.clear();
    placements.clear();
  }
}
