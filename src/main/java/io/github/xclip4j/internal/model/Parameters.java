package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Resource;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Hands the tensors of a checkpoint, by their published names, to the backend, each once; remembers what to release. */
public final class Parameters {
  private final WeightSource source;
  private final Backend backend;
  private final List<Resource> resources = new ArrayList<>();

  public Parameters(WeightSource source, Backend backend) {
    this.source = source;
    this.backend = backend;
  }

  /** Gives all that was made back to the backend. */
  public void release() {
    resources.forEach(backend::release);
    resources.clear();
  }

  /** {@code prefix.weight} and {@code prefix.bias}. */
  Linear linear(String prefix) throws IOException {
    return add(source.matrix(prefix + ".weight"), source.floats(prefix + ".bias"));
  }

  /** {@code prefix.weight}, without bias. */
  Linear linearWithoutBias(String prefix) throws IOException {
    return add(source.matrix(prefix + ".weight"), new float[0]);
  }

  /** A weight that the reference multiplies from the right, {@code x·W}: stored (inputs, outputs). */
  Linear linearTransposed(String name) throws IOException {
    return add(Matrices.transposed(source.matrix(name)), new float[0]);
  }

  /** Several layers on the same input as one; the first, the queries, scaled by {@code 1/√headSize}. */
  Linear attentionInputs(String prefix, int headSize, String... names) throws IOException {
    List<Matrix> weights = new ArrayList<>();
    List<float[]> biases = new ArrayList<>();
    for (String name : names) {
      boolean query = name.equals("q_proj");
      double scale = query ? 1 / Math.sqrt(headSize) : 1;
      Matrix weight = source.matrix(prefix + "." + name + ".weight");
      weights.add(query ? Matrices.scaled(weight, scale) : weight);
      if (source.names().contains(prefix + "." + name + ".bias")) {
        float[] bias = source.floats(prefix + "." + name + ".bias").clone();
        for (int i = 0; query && i < bias.length; i++) {
          bias[i] = (float) (bias[i] * scale);
        }
        biases.add(bias);
      }
    }
    return add(Matrices.stacked(weights), Matrices.joined(biases));
  }

  /** {@code prefix.weight} and {@code prefix.bias} of a layer norm. */
  Norm norm(String prefix, double epsilon) throws IOException {
    return new Norm(row(prefix + ".weight"), row(prefix + ".bias"), (float) epsilon);
  }

  /** A vector as (1, 1, n). */
  Tensor row(String name) throws IOException {
    float[] values = source.floats(name);
    return add(backend.constant(1, values.length, values));
  }

  /** A table as (1, rows, cols), from any shape whose last dimension is {@code cols}. */
  Tensor table(String name, int cols) throws IOException {
    Matrix matrix = source.matrix(name);
    if (matrix.cols() == cols) {
      return add(backend.constant(matrix));
    }
    float[] values = source.floats(name);
    return add(backend.constant(values.length / cols, cols, values));
  }

  /** A single value. */
  float scalar(String name) throws IOException {
    return source.floats(name)[0];
  }

  private Linear add(Matrix weight, float[] bias) {
    return add(backend.linear(weight.rows(), weight.cols(), weight, bias));
  }

  private <R extends Resource> R add(R resource) {
    resources.add(resource);
    return resource;
  }
}
