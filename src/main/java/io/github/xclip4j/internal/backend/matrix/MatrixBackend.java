package io.github.xclip4j.internal.backend.matrix;

import static io.github.xclip4j.internal.backend.matrix.Kernels.BLOCK;

import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.heap.PartsMatrix;
import io.github.xclip4j.internal.backend.simd.SimdBackend;
import io.github.xclip4j.internal.backend.simd.WorkerPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The CPU's matrix units for products and attention, its vectors for the rest. Results are the same to the bit for every
 * number of threads and however a batch is split.
 */
final class MatrixBackend implements BackendSpi {
  private static final int CACHE_LINE = 64;

  private final Arena library;
  private final Kernels kernels;
  private final Unit unit;
  private final Precision precision;
  private final int terms;
  private final SimdBackend simd;
  private final WorkerPool pool;
  private final WorkerMemory[] workers;
  private final Set<Arena> weightsInUse = ConcurrentHashMap.newKeySet();

  /**
   * @param library of the native code, closed with this
   * @param simd whose threads and operations are used, closed with this
   */
  MatrixBackend(Arena library, Kernels kernels, Unit unit, Precision precision, SimdBackend simd) {
    this.library = library;
    this.kernels = kernels;
    this.unit = unit;
    this.precision = precision;
    this.terms = Kernels.terms(precision);
    this.simd = simd;
    this.pool = simd.pool();
    this.workers = WorkerMemory.of(pool.threads());
  }

  @Override
  public String description() {
    return "cpu-matrix " + unit.title() + ", " + (precision == Precision.EXACT ? "exact" : "fast") + ", "
        + pool.threads() + (pool.threads() == 1 ? " thread" : " threads");
  }

  @Override
  public Tensor.Memory constant(Matrix values) {
    return simd.constant(values);
  }

  @Override
  public Linear.Weights linear(Matrix weight, float[] bias) {
    Arena arena = Arena.ofShared();
    try {
      long columns = (long) (weight.rows() + BLOCK - 1) / BLOCK * BLOCK;
      MemorySegment padded = arena.allocate(columns * Float.BYTES, CACHE_LINE);
      MemorySegment.copy(bias, 0, padded, ValueLayout.JAVA_FLOAT, 0, bias.length);
      MatrixWeights weights = precision == Precision.FAST && weight.storage() == Matrix.Storage.INT8
          ? integers(weight, padded, arena)
          : terms(weight, padded, arena);
      weightsInUse.add(arena);
      return weights;
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private MatrixWeights terms(Matrix weight, MemorySegment bias, Arena arena) {
    int blocks = (weight.rows() + BLOCK - 1) / BLOCK;
    MemorySegment right = arena.allocate(blocks * LeftBlocks.bytes(weight.cols(), terms), CACHE_LINE);
    pack(weight, right, blocks);
    return new MatrixWeights.Bf16(arena, right, bias, weight.rows(), weight.cols(), terms);
  }

  private void pack(Matrix weight, MemorySegment right, int blocks) {
    int inputs = weight.cols();
    long bytes = LeftBlocks.bytes(inputs, terms);
    pool.run(blocks, (block, worker) -> {
      int count = Math.min(BLOCK, weight.rows() - block * BLOCK);
      GrowingArray rows = workers[worker].rows().atLeast((long) count * inputs);
      for (int i = 0; i < count; i++) {
        weight.read(block * BLOCK + i, 0, inputs, rows.values(), i * inputs);
      }
      kernels.right(right, block * bytes, rows.segment(), 0, inputs, count, inputs, terms);
    });
  }

  private void pack(Linear layer) {
    MatrixWeights.Bf16 weights = (MatrixWeights.Bf16) layer.weights(); // a layer of parts is made of floats
    PartsMatrix parts = PartsMatrix.of(layer);
    pack(parts, weights.right(), weights.blocks());
    float[] bias = new float[layer.outputs()];
    parts.readBias(bias);
    MemorySegment.copy(bias, 0, weights.bias(), ValueLayout.JAVA_FLOAT, 0, bias.length);
  }

  @Override
  public Optional<String> adjointsUnavailable() {
    return Optional.empty();
  }

  private MatrixWeights integers(Matrix weight, MemorySegment bias, Arena arena) {
    int inputs = weight.cols();
    long bytes = kernels.rightInt8Bytes((long) LeftBlocks.depth(inputs) * BLOCK);
    int blocks = (weight.rows() + BLOCK - 1) / BLOCK;
    MemorySegment right = arena.allocate(blocks * bytes, CACHE_LINE);
    MemorySegment scales = arena.allocate(bias.byteSize(), CACHE_LINE);
    pool.run(blocks, (block, worker) -> {
      int count = Math.min(BLOCK, weight.rows() - block * BLOCK);
      byte[] rows = new byte[Math.multiplyExact(count, inputs)];
      for (int i = 0; i < count; i++) {
        weight.readIntegers(block * BLOCK + i, 0, inputs, rows, i * inputs);
        scales.setAtIndex(ValueLayout.JAVA_FLOAT, (long) block * BLOCK + i, weight.scale(block * BLOCK + i));
      }
      kernels.rightInt8(right, block * bytes, MemorySegment.ofArray(rows), 0, inputs, count, inputs);
    });
    return new MatrixWeights.Int8(arena, right, bytes, scales, bias, weight.rows(), inputs);
  }

  @Override
  public void release(Tensor.Memory constant) {
    simd.release(constant);
  }

  @Override
  public void release(Linear.Weights weights) {
    Arena arena = ((MatrixWeights) weights).arena();
    weightsInUse.remove(arena);
    arena.close();
  }

  @Override
  public ContextSpi context(long elements) {
    return new MatrixContext(new MatrixOps(pool, kernels, simd.ops(), workers, terms), simd.adjoints(this::pack),
        elements, terms);
  }

  @Override
  public long elements(Use use, long rows, int cols) {
    return switch (use) {
      case STREAM, OPERAND -> rows * cols;
      case LINEAR_INPUT -> LeftBlocks.elements(rows, cols, terms);
    };
  }

  @Override
  public void close() {
    simd.close();
    weightsInUse.forEach(Arena::close);
    library.close();
  }
}
