package io.github.xclip4j.internal.weights;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tensors lying in one or several mapped files. */
public final class StoredWeights implements WeightSource {
  private final String description;
  private final Map<String, StoredTensor> tensors;
  private final Map<String, String> metadata;
  private final List<Arena> arenas;

  /**
   * Tensors and the arenas their files are mapped in.
   *
   * @param metadata what the file says beside its tensors
   * @param arenas closed with this source
   */
  public StoredWeights(
      String description, Map<String, StoredTensor> tensors, Map<String, String> metadata, List<Arena> arenas) {
    this.description = description;
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    this.arenas = List.copyOf(arenas);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  /** What the file says beside its tensors ({@code __metadata__}). */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * A tensor of any type.
   *
   * @throws WeightsException if there is none of this name
   */
  public StoredTensor tensor(String name) throws WeightsException {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw WeightsException.noSuchTensor(name, this);
    }
    return tensor;
  }

  @Override
  public TensorInfo info(String name) throws WeightsException {
    return tensor(name).info();
  }

  @Override
  public Matrix matrix(String name) throws WeightsException {
    StoredTensor tensor = tensor(name);
    Optional<String> scales = Scales.of(name, names());
    if (tensor.info().dtype() == DType.I8 && scales.isPresent()) {
      return QuantizedMatrix.of(tensor, tensor(scales.get()));
    }
    return floating(tensor).matrix();
  }

  @Override
  public float[] floats(String name) throws WeightsException {
    StoredTensor tensor = tensor(name);
    return tensor.info().dtype() == DType.I8 ? WholeMatrix.floats(matrix(name)) : floating(tensor).floats();
  }

  private StoredTensor floating(StoredTensor tensor) throws WeightsException {
    if (!tensor.info().dtype().isFloat()) {
      throw new WeightsException(tensor.name() + " in " + description + " is " + tensor.info().dtypeName() + " "
          + tensor.info().shapeText() + ", weights must be F32, F16, BF16 or F64: convert the file");
    }
    return tensor;
  }

  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /** The same files' tensors under other names; the files are closed with either. */
  StoredWeights with(String newDescription, Map<String, StoredTensor> newTensors) {
    return new StoredWeights(newDescription, newTensors, metadata, arenas);
  }

  List<Arena> arenas() {
    return arenas;
  }

  @Override
  public void close() throws IOException {
    for (Arena arena : arenas) {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }
}
