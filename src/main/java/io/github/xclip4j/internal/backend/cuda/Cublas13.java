package io.github.xclip4j.internal.backend.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.Update;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import jcuda.driver.CUstream;

/**
 * cuBLAS 13 through the Foreign Function API, since no JCublas supports it yet. Products run on cublasLt, which adds
 * biases itself; shapes for which it has no algorithm run on cublasGemmStridedBatchedEx. Matrices are column-major.
 */
final class Cublas13 implements ProductLibrary {
  static final String LIBRARY = "libcublas.so.13";
  private static final int PLAIN = 0; // CUBLAS_OP_N
  private static final int TRANSPOSED = 1; // CUBLAS_OP_T
  private static final int FLOAT_SUMS = 68; // CUBLAS_COMPUTE_32F
  private static final int DEFAULT_ALGORITHM = -1;

  private final Device device;
  private final Arena arena = Arena.ofShared();
  private final ForeignLibrary library;
  private final MethodHandle gemm;
  private final MemorySegment handle;
  private final MemorySegment one = arena.allocateFrom(JAVA_FLOAT, 1);
  private final MemorySegment zero = arena.allocateFrom(JAVA_FLOAT, 0);
  private final long workspace;
  private final CublasLt lt;
  private long stream;

  private Cublas13(Device device) {
    this.device = device;
    try {
      library = ForeignLibrary.cublas13(LIBRARY, arena);
      gemm = library.function("cublasGemmStridedBatchedEx", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
          ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS,
          JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
      handle = create();
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
    long allocated = 0;
    try {
      allocated = device.allocate(WORKSPACE_BYTES, "cuBLAS");
      lt = new CublasLt(device, allocated);
    } catch (RuntimeException e) {
      device.free(allocated);
      destroy();
      throw e;
    }
    workspace = allocated;
  }

  /** @throws BackendUnavailableException if cuBLAS 13 or its cublasLt is missing or does not start */
  static Cublas13 open(Device device) {
    return new Cublas13(device);
  }

  private MemorySegment create() {
    device.makeCurrent();
    MemorySegment created = arena.allocate(ADDRESS);
    int status = ForeignLibrary.status(library.function("cublasCreate_v2", ADDRESS), created);
    if (status != ForeignLibrary.SUCCESS) {
      throw new BackendUnavailableException("cublasCreate of cuBLAS 13 failed with status " + status + " on "
          + device.name() + ": install a driver for CUDA 13 or use other products");
    }
    return created.get(ADDRESS, 0);
  }

  @Override
  public void useStream(CUstream chosen) {
    stream = Addresses.of(chosen);
    ForeignLibrary.call(library.function("cublasSetStream_v2", ADDRESS, JAVA_LONG), "cublasSetStream", handle, stream);
    ForeignLibrary.call(library.function("cublasSetWorkspace_v2", ADDRESS, JAVA_LONG, JAVA_LONG), "cublasSetWorkspace",
        handle, workspace, WORKSPACE_BYTES);
  }

  @Override
  public boolean takesBias(Call call) {
    return lt.takes(call);
  }

  @Override
  public void multiply(Call call) {
    if (lt.takes(call)) {
      lt.multiply(call, stream);
    } else {
      multiplyPlainly(call);
    }
  }

  private void multiplyPlainly(Call call) {
    assert call.bias() == 0;
    Operand weight = call.weight();
    Operand x = call.x();
    Operand out = call.out();
    Size size = call.size();
    MemorySegment beta = call.update() == Update.ADD ? one : zero;
    int status = ForeignLibrary.status(() -> (int) gemm.invokeExact(handle, TRANSPOSED, PLAIN, size.n(), size.m(),
        size.k(), one, weight.address(), CublasLt.type(weight), (int) weight.stride(), weight.batchStride(),
        x.address(),
        CublasLt.type(x), (int) x.stride(), x.batchStride(), beta, out.address(), CublasLt.type(out),
        (int) out.stride(),
        out.batchStride(), size.batches(), FLOAT_SUMS, DEFAULT_ALGORITHM));
    ForeignLibrary.check(status, "cublasGemmStridedBatchedEx");
  }

  private void destroy() {
    ForeignLibrary.call(library.function("cublasDestroy_v2", ADDRESS), "cublasDestroy", handle);
    arena.close();
  }

  @Override
  public void close() {
    lt.close();
    destroy();
    device.free(workspace);
  }
}
