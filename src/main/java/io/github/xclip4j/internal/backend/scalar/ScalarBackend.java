package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Optional;

/** The specification: plain loops, sums in double, one thread. For checking other backends, not for speed. */
final class ScalarBackend implements BackendSpi {
  @Override
  public String description() {
    return "cpu-scalar, double sums, 1 thread";
  }

  @Override
  public Tensor.Memory constant(Matrix values) {
    return HeapMemory.of(values);
  }

  @Override
  public Linear.Weights linear(Matrix weight, float[] bias) {
    return new ScalarLinear(HeapMemory.of(weight).values(), bias.length == 0 ? new float[weight.rows()] : bias.clone());
  }

  @Override
  public void release(Tensor.Memory constant) {
    // An array on the heap: the collector has it once the caller lets go.
  }

  @Override
  public void release(Linear.Weights weights) {
    // As above.
  }

  @Override
  public Optional<String> adjointsUnavailable() {
    return Optional.empty();
  }

  @Override
  public ContextSpi context(long elements) {
    return new ScalarContext(elements);
  }

  @Override
  public void close() {
    // As above.
  }
}
