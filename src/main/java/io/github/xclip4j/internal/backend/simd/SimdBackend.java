package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import io.github.xclip4j.internal.backend.heap.PartsMatrix;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The CPU through the Vector API, in float. Results are the same to the bit for every number of threads and however a
 * batch is split.
 *
 * <p>Needs {@code --add-modules jdk.incubator.vector}.
 */
public final class SimdBackend implements BackendSpi {
  /** Rows of a table that a worker copies at a time. */
  private static final int ROWS = 256;

  private final WorkerPool pool;
  private final Scratch[] scratch;
  private final WeightStorage storage;
  private volatile boolean closed;

  /**
   * A backend that uses {@code threads} threads at most, whatever the number of contexts. Its kernels are not warmed up.
   *
   * @param threads that compute, the caller of an operation included
   */
  public SimdBackend(int threads, WeightStorage storage) {
    this.storage = storage;
    pool = new WorkerPool(threads);
    scratch = new Scratch[threads];
    Arrays.setAll(scratch, i -> new Scratch());
  }

  /** Starts to get the kernels of products and attention compiled, in the background. */
  void warmUp() {
    WarmUp.start(() -> closed);
  }

  @Override
  public String description() {
    return "cpu-simd " + Species.LANES * Float.SIZE + "-bit, " + pool.threads()
        + (pool.threads() == 1 ? " thread" : " threads")
        + (storage == WeightStorage.FLOAT ? "" : ", weights as stored");
  }

  @Override
  public Tensor.Memory constant(Matrix matrix) {
    int rows = matrix.rows();
    int cols = matrix.cols();
    float[] values = new float[Math.multiplyExact(rows, cols)];
    pool.run((rows + ROWS - 1) / ROWS, (index, worker) -> {
      for (int row = index * ROWS; row < Math.min(rows, (index + 1) * ROWS); row++) {
        matrix.read(row, 0, cols, values, row * cols);
      }
    });
    return new HeapMemory(values);
  }

  @Override
  public Linear.Weights linear(Matrix weight, float[] bias) {
    Panels panels = pack(weight, switch (storage) {
      case FLOAT -> new FloatPanels(weight.rows(), weight.cols());
      case STORED -> Panels.narrow(weight);
    });
    return new SimdLinear(weight.rows(), weight.cols(), panels, Arrays.copyOf(bias, Species.wholeTiles(weight.rows())));
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
  public void release(Tensor.Memory constant) {
    // An array on the heap: the collector has it once the caller lets go.
  }

  @Override
  public void release(Linear.Weights weights) {
    // As above.
  }

  /** Its worker threads. */
  public WorkerPool pool() {
    return pool;
  }

  /** Its operations, for one context. */
  public SimdOps ops() {
    return new SimdOps(pool, scratch);
  }

  /** Its adjoints, for one context. */
  public SimdAdjoints adjoints(SimdAdjoints.Packer packer) {
    return new SimdAdjoints(pool, scratch, packer);
  }

  private void pack(Linear layer) {
    SimdLinear weights = (SimdLinear) layer.weights();
    FloatPanels panels = (FloatPanels) weights.panels(); // a layer of parts is made of floats
    PartsMatrix parts = PartsMatrix.of(layer);
    pool.run(Species.wholeTiles(layer.outputs()) / Species.TILE_COLS,
        (panel, worker) -> panels.pack(parts, panel, scratch[worker].right(4 * layer.inputs())));
    parts.readBias(weights.bias());
  }

  @Override
  public Optional<String> adjointsUnavailable() {
    return Optional.empty();
  }

  @Override
  public ContextSpi context(long elements) {
    return new SimdContext(ops(), adjoints(this::pack), elements);
  }

  @Override
  public long elements(Use use, long rows, int cols) {
    return switch (use) {
      case STREAM, OPERAND -> rows * cols;
      case LINEAR_INPUT -> PackedRows.elements(rows, cols);
    };
  }

  /** Ends the worker threads. */
  @Override
  public void close() {
    closed = true;
    pool.close();
  }
}
