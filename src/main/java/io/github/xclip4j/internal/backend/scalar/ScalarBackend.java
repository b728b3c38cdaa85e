package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Resource;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapChecks;
import io.github.xclip4j.internal.backend.heap.HeapContext;
import io.github.xclip4j.internal.backend.heap.HeapMemory;

/** The specification: plain loops, sums in double, one thread. For checking other backends, not for speed. */
public final class ScalarBackend implements Backend {
  private boolean closed;

  @Override
  public String description() {
    return "cpu-scalar, double sums, 1 thread";
  }

  @Override
  public Tensor constant(int rows, int cols, float[] values) {
    checkOpen();
    HeapChecks.constant(rows, cols, values);
    return Tensor.dense(new HeapMemory(this, values.clone()), 0, 1, rows, cols);
  }

  @Override
  public Linear linear(int outputs, int inputs, Matrix weight, float[] bias) {
    checkOpen();
    HeapChecks.linear(outputs, inputs, weight, bias);
    float[] values = new float[Math.multiplyExact(outputs, inputs)];
    for (int row = 0; row < outputs; row++) {
      weight.read(row, 0, inputs, values, row * inputs);
    }
    return new ScalarLinear(this, outputs, inputs, values, bias.length == 0 ? new float[outputs] : bias.clone());
  }

  @Override
  public void release(Resource resource) {
    // Arrays on the heap: the collector has them once the caller lets go.
  }

  @Override
  public Context context(long elements) {
    checkOpen();
    return new HeapContext(this, new ScalarOps(), elements);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the backend is closed");
    }
  }
}
