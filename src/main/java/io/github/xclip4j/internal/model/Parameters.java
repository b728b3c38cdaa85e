package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Tensor;
import java.io.IOException;
import java.util.List;

/**
 * The parameters of a model, requested by their published names, each once. The model decides which published layers
 * are fused and by which factor they are scaled; an implementation decides where the values come from and who owns
 * them. Weights that cannot be read or used are an {@link IOException}, like all faults of files.
 */
public interface Parameters extends AutoCloseable {
  /**
   * A published layer as part of a fused one.
   *
   * @param prefix of {@code prefix.weight} and {@code prefix.bias}
   * @param scale weights and bias are multiplied by it
   */
  record Part(String prefix, double scale) {
    /** A layer as it was published. */
    public static Part of(String prefix) {
      return new Part(prefix, 1);
    }
  }

  /** The backend that the parameters are on. */
  Backend backend();

  /** Layers over the same input as one, the outputs of the first part first. */
  Linear linear(List<Part> parts) throws IOException;

  /** {@link #linear(List)} of layers without bias. */
  Linear linearWithoutBias(List<Part> parts) throws IOException;

  /** {@code prefix.weight} and {@code prefix.bias}. */
  default Linear linear(String prefix) throws IOException {
    return linear(List.of(Part.of(prefix)));
  }

  /** {@code prefix.weight}, without bias. */
  default Linear linearWithoutBias(String prefix) throws IOException {
    return linearWithoutBias(List.of(Part.of(prefix)));
  }

  /** A weight that the reference multiplies from the right, {@code x·W}: stored (inputs, outputs). */
  Linear linearTransposed(String name) throws IOException;

  /** A vector as (1, 1, n), or a single value as (1, 1, 1). */
  Tensor row(String name) throws IOException;

  /** A table as (1, rows, cols), from any shape whose last dimension is {@code cols}. */
  Tensor table(String name, int cols) throws IOException;

  /** Releases everything that was handed out to the backend. */
  @Override
  void close();
}
