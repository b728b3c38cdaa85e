package io.github.xclip4j.weights.tools;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Some of a source's tensors: what else it holds is not there. The source stays the caller's. */
final class OnlyNamed implements WeightSource {
  private final WeightSource source;
  private final Set<String> names;

  /** @param names of tensors to keep, in the source's order */
  OnlyNamed(WeightSource source, Set<String> names) {
    this.source = source;
    Set<String> kept = new LinkedHashSet<>(source.names());
    kept.retainAll(names);
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
