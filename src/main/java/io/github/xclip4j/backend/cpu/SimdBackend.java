package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Resource;
import io.github.xclip4j.backend.Tensor;

/** The CPU backend on the Vector API: packed weights, fused kernels, all cores. */
public final class SimdBackend implements Backend {
  private final WorkerPool pool;
  private volatile boolean closed;

  /** A backend on all cores. */
  public SimdBackend() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /**
   * A backend on some threads; results do not depend on how many.
   *
   * @param threads that work on an operation, the caller included
   * @throws BackendUnavailableException if the JVM was started without the Vector API
   */
  public SimdBackend(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a backend needs at least one thread, not " + threads);
    }
    if (!isAvailable()) {
      throw new BackendUnavailableException("the SIMD backend needs the Vector API: start the JVM with "
          + "--add-modules jdk.incubator.vector");
    }
    pool = new WorkerPool(threads);
  }

  /** Whether the JVM was started with the Vector API. */
  public static boolean isAvailable() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  @Override
  public String description() {
    return "cpu-simd " + Simd.F.vectorBitSize() + "-bit, " + pool.threads()
        + (pool.threads() == 1 ? " thread" : " threads");
  }

  WorkerPool pool() {
    return pool;
  }

  @Override
  public Tensor constant(int rows, int cols, float[] values) {
    checkOpen();
    CpuChecks.constant(rows, cols, values);
    return Tensor.dense(new CpuMemory(this, values.clone()), 0, 1, rows, cols);
  }

  @Override
  public Linear linear(int outputs, int inputs, Matrix weight, float[] bias) {
    checkOpen();
    CpuChecks.linear(outputs, inputs, weight, bias);
    return SimdLinear.pack(this, outputs, inputs, weight, bias);
  }

  @Override
  public void release(Resource resource) {
    // Arrays on the heap: the collector has them once the caller lets go.
  }

  @Override
  public Lane lane(long elements) {
    checkOpen();
    return new CpuLane(this, new SimdOps(pool), elements);
  }

  @Override
  public void close() {
    closed = true;
    pool.close();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the backend is closed");
    }
  }
}
