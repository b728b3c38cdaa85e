package io.github.xclip4j.internal.backend.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.Update;
import io.github.xclip4j.internal.backend.cuda.ProductLibrary.Call;
import io.github.xclip4j.internal.backend.cuda.ProductLibrary.Operand;
import io.github.xclip4j.internal.backend.cuda.ProductLibrary.Size;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Products by cublasLt of CUDA 13, which adds a bias while it writes the result. Products for which cublasLt has no
 * algorithm are refused; the caller computes them in another way.
 */
/*
 * A plan holds descriptors, layouts and the first choice of cublasLt's heuristic. It is made once for each combination
 * of shape, strides and alignment, so that no algorithm is chosen while a graph is captured. The residual is C = D with
 * beta = 1. The bias has the type of the result, as cublasLt requires. Partial sums are added in float; the other
 * reduction schemes add them in the type of the result. cublasLt's GELU epilogue is not used, because it is the tanh
 * approximation and X-CLIP has x·sigmoid(1.702x), which our own kernel computes afterwards. Constants are those of
 * cublasLt.h and cublas_api.h of CUDA 13.1.
 */
final class CublasLt implements AutoCloseable {
  static final String LIBRARY = "libcublasLt.so.13";

  private static final int TRANSPOSED = 1; // CUBLAS_OP_T
  private static final int FLOAT = 0; // CUDA_R_32F
  private static final int BF16 = 14; // CUDA_R_16BF
  private static final int FLOAT_SUMS = 68; // CUBLAS_COMPUTE_32F
  private static final int NOT_SUPPORTED = 15; // CUBLAS_STATUS_NOT_SUPPORTED
  private static final int OPERATION_TRANSPOSES_A = 3; // CUBLASLT_MATMUL_DESC_TRANSA, int
  private static final int OPERATION_EPILOGUE = 7; // CUBLASLT_MATMUL_DESC_EPILOGUE, int
  private static final int OPERATION_BIAS = 8; // CUBLASLT_MATMUL_DESC_BIAS_POINTER
  private static final int OPERATION_BIAS_TYPE = 26; // CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE, int
  private static final int ADD_BIAS = 4; // CUBLASLT_EPILOGUE_BIAS
  private static final int LAYOUT_BATCHES = 5; // CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, int
  private static final int LAYOUT_BATCH_STRIDE = 6; // CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, long, in elements
  private static final int PREFERENCE_WORKSPACE = 1; // CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, long
  private static final int PREFERENCE_REDUCTION = 3; // CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, int
  private static final int PREFERENCE_ALIGNMENT_A = 5; // CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, int; then B, C, D
  private static final int REDUCE_IN_FLOAT = 2; // CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE
  private static final long MOST_ALIGNMENT = 256;
  private static final long RESULT_BYTES = 96; // cublasLtMatmulHeuristicResult_t; it begins with the algorithm
  private static final long RESULT_STATE = 72;

  private final ForeignLibrary library;
  private final Device device;
  private final long workspace;
  private final MemorySegment one;
  private final MemorySegment zero;
  private final Arena arena = Arena.ofShared();
  private final MethodHandle matmul;
  private final MethodHandle heuristic;
  private final MethodHandle createOperation;
  private final MethodHandle setOperation;
  private final MethodHandle createLayout;
  private final MethodHandle setLayout;
  private final MethodHandle createPreference;
  private final MethodHandle setPreference;
  private final MethodHandle destroyPreference;
  private final MemorySegment handle;
  private final MemorySegment value32 = arena.allocate(JAVA_INT);
  private final MemorySegment value64 = arena.allocate(JAVA_LONG);
  private final List<MemorySegment> operations = new ArrayList<>();
  private final List<MemorySegment> layouts = new ArrayList<>();
  private final Map<Call, Optional<Plan>> plans = new HashMap<>();

  private record Plan(
      MemorySegment operation, MemorySegment weight, MemorySegment x, MemorySegment out, MemorySegment algorithm) {}

  /**
   * Opens the library.
   *
   * @param workspace address of {@link ProductLibrary#WORKSPACE_BYTES} bytes of device memory, the caller's
   * @throws BackendUnavailableException if cublasLt is missing or does not start on this device
   */
  CublasLt(Device device, long workspace) {
    this.device = device;
    this.workspace = workspace;
    try {
      library = ForeignLibrary.cublas13(LIBRARY, arena);
      one = arena.allocateFrom(JAVA_FLOAT, 1);
      zero = arena.allocateFrom(JAVA_FLOAT, 0);
      matmul = library.function("cublasLtMatmul", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS,
          ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG);
      heuristic = library.function("cublasLtMatmulAlgoGetHeuristic", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
          ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
      createOperation = library.function("cublasLtMatmulDescCreate", ADDRESS, JAVA_INT, JAVA_INT);
      setOperation = setter("cublasLtMatmulDescSetAttribute");
      createLayout = library.function("cublasLtMatrixLayoutCreate", ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
      setLayout = setter("cublasLtMatrixLayoutSetAttribute");
      createPreference = library.function("cublasLtMatmulPreferenceCreate", ADDRESS);
      setPreference = setter("cublasLtMatmulPreferenceSetAttribute");
      destroyPreference = library.function("cublasLtMatmulPreferenceDestroy", ADDRESS);
      device.makeCurrent();
      MemorySegment created = arena.allocate(ADDRESS);
      int status = ForeignLibrary.status(library.function("cublasLtCreate", ADDRESS), created);
      if (status != ForeignLibrary.SUCCESS) {
        throw new BackendUnavailableException("cublasLtCreate of cuBLAS 13 failed with status " + status + " on "
            + device.name() + ": install a driver for CUDA 13 or use other products");
      }
      handle = created.get(ADDRESS, 0);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private MethodHandle setter(String name) {
    return library.function(name, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG);
  }

  /** Whether {@link #multiply} can compute this call; prepares its plan. */
  boolean takes(Call call) {
    return plan(call).isPresent();
  }

  /** Queues a product that this {@link #takes} on a stream. */
  void multiply(Call call, long stream) {
    Plan plan = plan(call).orElseThrow();
    if (call.bias() != 0) {
      setLong(setOperation, plan.operation, OPERATION_BIAS, call.bias());
    }
    MemorySegment beta = call.update() == Update.ADD ? one : zero;
    int status = ForeignLibrary.status(() -> (int) matmul.invokeExact(handle, plan.operation, one,
        call.weight().address(),
        plan.weight, call.x().address(), plan.x, beta, call.out().address(), plan.out, call.out().address(), plan.out,
        plan.algorithm, workspace, ProductLibrary.WORKSPACE_BYTES, stream));
    ForeignLibrary.check(status, "cublasLtMatmul");
  }

  private Optional<Plan> plan(Call call) {
    Call shape = new Call(aligned(call.weight()), aligned(call.x()), aligned(call.out()), alignment(call.bias()),
        call.size(), call.update());
    Optional<Plan> known = plans.get(shape);
    if (known == null) {
      known = choose(shape);
      plans.put(shape, known);
    }
    return known;
  }

  /**
   * The operand with its alignment in place of its address, which is all that the choice of an algorithm depends on.
   */
  private static Operand aligned(Operand operand) {
    return operand.withAddress(alignment(operand.address()));
  }

  /** The largest power of two up to 256 that divides an address; 0 for a null address. */
  private static long alignment(long address) {
    return Math.min(Long.lowestOneBit(address), MOST_ALIGNMENT);
  }

  /** @param shape a call with alignments in place of addresses */
  private Optional<Plan> choose(Call shape) {
    device.makeCurrent();
    MemorySegment operation = create(createOperation, FLOAT_SUMS, FLOAT);
    operations.add(operation);
    setInt(setOperation, operation, OPERATION_TRANSPOSES_A, TRANSPOSED);
    if (shape.bias() != 0) {
      setInt(setOperation, operation, OPERATION_EPILOGUE, ADD_BIAS);
      setInt(setOperation, operation, OPERATION_BIAS_TYPE, type(shape.out()));
      setLong(setOperation, operation, OPERATION_BIAS, shape.bias());
    }
    Size size = shape.size();
    MemorySegment weight = layout(shape.weight(), size.k(), size.n(), size.batches());
    MemorySegment x = layout(shape.x(), size.k(), size.m(), size.batches());
    MemorySegment out = layout(shape.out(), size.n(), size.m(), size.batches());
    Optional<MemorySegment> algorithm = algorithm(shape, operation, weight, x, out);
    return algorithm.map(each -> new Plan(operation, weight, x, out, each));
  }

  private MemorySegment layout(Operand operand, long rows, long cols, int batches) {
    MemorySegment layout = create(createLayout, type(operand), rows, cols, operand.stride());
    layouts.add(layout);
    if (batches > 1) {
      setInt(setLayout, layout, LAYOUT_BATCHES, batches);
      setLong(setLayout, layout, LAYOUT_BATCH_STRIDE, operand.batchStride());
    }
    return layout;
  }

  private Optional<MemorySegment> algorithm(Call shape, MemorySegment operation, MemorySegment weight,
      MemorySegment x, MemorySegment out) {
    MemorySegment preference = create(createPreference);
    setLong(setPreference, preference, PREFERENCE_WORKSPACE, ProductLibrary.WORKSPACE_BYTES);
    setInt(setPreference, preference, PREFERENCE_REDUCTION, REDUCE_IN_FLOAT);
    long[] alignments = {shape.weight().address(), shape.x().address(), shape.out().address(), shape.out().address()};
    for (int i = 0; i < alignments.length; i++) {
      setInt(setPreference, preference, PREFERENCE_ALIGNMENT_A + i, (int) alignments[i]);
    }
    MemorySegment found = arena.allocate(RESULT_BYTES, Long.BYTES);
    MemorySegment count = arena.allocate(JAVA_INT);
    int status = ForeignLibrary.status(heuristic, handle, operation, weight, x, out, out, preference, 1, found, count);
    ForeignLibrary.call(destroyPreference, "cublasLtMatmulPreferenceDestroy", preference);
    if (status == NOT_SUPPORTED) {
      return Optional.empty();
    }
    ForeignLibrary.check(status, "cublasLtMatmulAlgoGetHeuristic");
    boolean usable = count.get(JAVA_INT, 0) > 0 && found.get(JAVA_INT, RESULT_STATE) == ForeignLibrary.SUCCESS;
    return usable ? Optional.of(found) : Optional.empty();
  }

  /** CUDA's number for the type of an operand. */
  static int type(Operand operand) {
    return switch (operand.type()) {
      case F32 -> FLOAT;
      case BF16 -> BF16;
    };
  }

  private MemorySegment create(MethodHandle function, Object... arguments) {
    MemorySegment created = arena.allocate(ADDRESS);
    Object[] all = new Object[arguments.length + 1];
    all[0] = created;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    ForeignLibrary.call(function, "making a descriptor", all);
    return created.get(ADDRESS, 0);
  }

  private void setInt(MethodHandle setter, MemorySegment descriptor, int attribute, int value) {
    value32.set(JAVA_INT, 0, value);
    ForeignLibrary.call(setter, "setting attribute " + attribute, descriptor, attribute, value32, value32.byteSize());
  }

  private void setLong(MethodHandle setter, MemorySegment descriptor, int attribute, long value) {
    value64.set(JAVA_LONG, 0, value);
    ForeignLibrary.call(setter, "setting attribute " + attribute, descriptor, attribute, value64, value64.byteSize());
  }

  @Override
  public void close() {
    MethodHandle destroyOperation = library.function("cublasLtMatmulDescDestroy", ADDRESS);
    operations.forEach(each -> ForeignLibrary.call(destroyOperation, "cublasLtMatmulDescDestroy", each));
    MethodHandle destroyLayout = library.function("cublasLtMatrixLayoutDestroy", ADDRESS);
    layouts.forEach(each -> ForeignLibrary.call(destroyLayout, "cublasLtMatrixLayoutDestroy", each));
    ForeignLibrary.call(library.function("cublasLtDestroy", ADDRESS), "cublasLtDestroy", handle);
    arena.close();
  }
}
