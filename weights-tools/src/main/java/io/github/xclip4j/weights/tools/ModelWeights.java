package io.github.xclip4j.weights.tools;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.internal.weights.ExpectedTensor;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a model out of a source, in the order and in the shapes of the reference, which has a scalar where some
 * files have a list of one. What else the source holds is not there. The source stays the caller's.
 */
final class ModelWeights implements WeightSource {
  private final WeightSource source;
  private final Map<String, List<Long>> shapes;

  /** @param expected all in the source, in shapes of as many elements */
  ModelWeights(WeightSource source, List<ExpectedTensor> expected) {
    this.source = source;
    Map<String, List<Long>> named = new LinkedHashMap<>();
    expected.forEach(tensor -> named.put(tensor.name(), tensor.shape()));
    this.shapes = Collections.unmodifiableMap(named);
  }

  @Override
  public String description() {
    return source.description();
  }

  @Override
  public Set<String> names() {
    return shapes.keySet();
  }

  @Override
  public TensorInfo info(String name) throws IOException {
    TensorInfo stored = source.info(name);
    return new TensorInfo(stored.dtype(), stored.dtypeName(), shapes.getOrDefault(name, stored.shape()));
  }

  @Override
  public Matrix matrix(String name) throws IOException {
    return source.matrix(name);
  }

  @Override
  public void close() {}
}
