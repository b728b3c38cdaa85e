package io.github.xclip4j.weights.tools;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** A source without some of its tensors. The source stays the caller's. */
final class Without implements WeightSource {
  private final WeightSource source;
  private final Set<String> names;

  /** @param without names of tensors to leave out */
  Without(WeightSource source, Set<String> without) {
    this.source = source;
    Set<String> kept = new LinkedHashSet<>(source.names());
    kept.removeAll(without);
    this.names = Collections.unmodifiableSet(kept);
  }

  @Override
  public String description() {
    return source.description();
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public TensorInfo info(String name) throws IOException {
    return source.info(name);
  }

  @Override
  public Matrix matrix(String name) throws IOException {
    return source.matrix(name);
  }

  @Override
  public float[] floats(String name) throws IOException {
    return source.floats(name);
  }

  @Override
  public void close() {}
}
