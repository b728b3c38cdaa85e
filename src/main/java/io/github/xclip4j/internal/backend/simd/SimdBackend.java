package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Resource;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.heap.HeapChecks;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The CPU through the Vector API, in float. Results are the same to the bit for every number of threads and however a
 * batch is split.
 *
 * <p>Needs {@code --add-modules jdk.incubator.vector}.
 */
public final class SimdBackend implements Backend {
  /** Rows of a table that a worker copies at a time. */
  private static final int ROWS = 256;

  private final WorkerPool pool;
  private final Scratch[] scratch;
  private final WeightStorage storage;
  private volatile boolean closed;

  /** A backend that uses every processor the JVM sees. */
  public SimdBackend() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /**
   * A backend that uses {@code threads} threads at most, whatever the number of sessions.
   *
   * @param threads that compute, the caller of an operation included
   * @throws BackendUnavailableException if the JVM was started without the Vector API
   */
  public SimdBackend(int threads) {
    this(threads, WeightStorage.FLOAT);
  }

  /**
   * A backend that uses {@code threads} threads at most and keeps weights as {@code storage} says.
   *
   * @param threads that compute, the caller of an operation included
   * @throws BackendUnavailableException if the JVM was started without the Vector API
   */
  public SimdBackend(int threads, WeightStorage storage) {
    if (threads < 1) {
      throw new IllegalArgumentException("a backend of " + threads + " threads: it needs at least 1");
    }
    if (!isAvailable()) {
      throw new BackendUnavailableException("the SIMD backend needs the Vector API: start the JVM with "
          + "--add-modules jdk.incubator.vector");
    }
    this.storage = storage;
    pool = new WorkerPool(threads);
    scratch = new Scratch[threads];
    Arrays.setAll(scratch, i -> new Scratch());
    WarmUp.start(this, () -> closed);
  }

  /** Whether the JVM was started with the Vector API. */
  public static boolean isAvailable() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  @Override
  public String description() {
    return "cpu-simd " + Species.LANES * Float.SIZE + "-bit, " + pool.threads()
        + (pool.threads() == 1 ? " thread" : " threads")
        + (storage == WeightStorage.FLOAT ? "" : ", weights as stored");
  }

  @Override
  public Tensor constant(int rows, int cols, float[] values) {
    checkOpen();
    HeapChecks.constant(rows, cols, values);
    return Tensor.dense(new HeapMemory(this, values.clone()), 0, 1, rows, cols);
  }

  @Override
  public Tensor constant(Matrix matrix) {
    checkOpen();
    int rows = matrix.rows();
    int cols = matrix.cols();
    float[] values = new float[Math.multiplyExact(rows, cols)];
    pool.run((rows + ROWS - 1) / ROWS, (index, worker) -> {
      for (int row = index * ROWS; row < Math.min(rows, (index + 1) * ROWS); row++) {
        matrix.read(row, 0, cols, values, row * cols);
      }
    });
    return Tensor.dense(new HeapMemory(this, values), 0, 1, rows, cols);
  }

  @Override
  public Linear linear(int outputs, int inputs, Matrix weight, float[] bias) {
    checkOpen();
    HeapChecks.linear(outputs, inputs, weight, bias);
    Panels panels = pack(weight, switch (storage) {
      case FLOAT -> new FloatPanels(outputs, inputs);
      case AS_STORED -> Panels.narrow(weight);
    });
    return new SimdLinear(this, outputs, inputs, panels, Arrays.copyOf(bias, Species.wholeTiles(outputs)));
  }

  private Panels pack(Matrix weight, Panels panels) {
    AtomicBoolean exact = new AtomicBoolean(true);
    pool.run(Species.wholeTiles(weight.rows()) / Species.TILE_COLS, (panel, worker) -> {
      if (exact.get() && !panels.pack(weight, panel)) {
        exact.set(false);
      }
    });
    return exact.get() ? panels : pack(weight, new FloatPanels(weight.rows(), weight.cols()));
  }

  @Override
  public void release(Resource resource) {
    // Arrays on the heap: the collector has them once the caller lets go.
  }

  @Override
  public Context context(long elements) {
    checkOpen();
    return new SimdContext(this, new SimdOps(pool, scratch), elements);
  }

  @Override
  public long elements(Use use, long rows, int cols) {
    return switch (use) {
      case STREAM, OPERAND -> rows * cols;
      case LINEAR_INPUT -> PackedRows.elements(rows, cols);
    };
  }

  /** Ends the worker threads; contexts of this backend fail from now on. */
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
