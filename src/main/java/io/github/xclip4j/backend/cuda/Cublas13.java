package io.github.xclip4j.backend.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.xclip4j.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import jcuda.driver.CUstream;

/** cuBLAS 13, which no JCublas knows yet, through the Foreign Function API. It counts columns first. */
final class Cublas13 implements ProductLibrary {
  static final String LIBRARY = "libcublas.so.13";
  private static final int PLAIN = 0; // CUBLAS_OP_N
  private static final int TRANSPOSED = 1; // CUBLAS_OP_T
  private static final int FLOAT = 0; // CUDA_R_32F
  private static final int BF16 = 14; // CUDA_R_16BF
  private static final int FLOAT_SUMS = 68; // CUBLAS_COMPUTE_32F
  private static final int DEFAULT_ALGORITHM = -1;

  private final Device device;
  private final Arena arena = Arena.ofShared();
  private final SymbolLookup library;
  private final MethodHandle gemm;
  private final MemorySegment handle;
  private final MemorySegment one;
  private final MemorySegment zero;
  private final long workspace;

  private Cublas13(Device device) {
    this.device = device;
    try {
      library = find(arena);
      gemm = function("cublasGemmStridedBatchedEx", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
          JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS,
          JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
      one = arena.allocateFrom(JAVA_FLOAT, 1);
      zero = arena.allocateFrom(JAVA_FLOAT, 0);
      device.makeCurrent();
      MemorySegment created = arena.allocate(ADDRESS);
      call(function("cublasCreate_v2", ADDRESS), "cublasCreate", created);
      handle = created.get(ADDRESS, 0);
      workspace = device.allocate(Cublas12.WORKSPACE_BYTES, "cuBLAS");
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** @throws BackendUnavailableException if cuBLAS 13 is missing */
  static Cublas13 open(Device device) {
    return new Cublas13(device);
  }

  @SuppressWarnings("restricted") // looks the library up by name
  private static SymbolLookup find(Arena arena) {
    try {
      return SymbolLookup.libraryLookup(LIBRARY, arena);
    } catch (IllegalArgumentException e) {
      throw new BackendUnavailableException(
          "cuBLAS 13 cannot be loaded (" + LIBRARY + "): install CUDA 13's libraries, or use other products", e);
    }
  }

  @SuppressWarnings("restricted") // calls into the library
  private MethodHandle function(String name, MemoryLayout... parameters) {
    MemorySegment address = library.find(name).orElseThrow(() ->
        new BackendUnavailableException(LIBRARY + " has no " + name + ": use other products"));
    return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  @Override
  public void useStream(CUstream stream) {
    call(function("cublasSetStream_v2", ADDRESS, JAVA_LONG), "cublasSetStream", handle, Addresses.of(stream));
    call(function("cublasSetWorkspace_v2", ADDRESS, JAVA_LONG, JAVA_LONG), "cublasSetWorkspace", handle, workspace,
        Cublas12.WORKSPACE_BYTES);
  }

  @Override
  public void multiply(Call call) {
    int operands = call.narrow() ? BF16 : FLOAT;
    int result = call.narrowOut() ? BF16 : FLOAT;
    MemorySegment beta = call.accumulate() ? one : zero;
    int status;
    try {
      status = (int) gemm.invokeExact(handle, TRANSPOSED, PLAIN, call.n(), call.m(), call.k(), one,
          call.weight(), operands, (int) call.weightStride(), 0L, call.x(), operands, (int) call.xStride(),
          call.xBatch(), beta, call.out(), result, (int) call.outStride(), call.outBatch(),
          call.batches(), FLOAT_SUMS, DEFAULT_ALGORITHM);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) { // what a method handle declares; a downcall throws nothing of its own
      throw new IllegalStateException(e);
    }
    check(status, "cublasGemmStridedBatchedEx");
  }

  private static void call(MethodHandle function, String name, Object... arguments) {
    try {
      check((int) function.invokeWithArguments(arguments), name);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) { // as above
      throw new IllegalStateException(e);
    }
  }

  private static void check(int status, String call) {
    if (status != 0) {
      throw new IllegalStateException(call + " of cuBLAS 13 failed with status " + status
          + ": open the backend with Products.OWN if this goes on");
    }
  }

  @Override
  public void close() {
    call(function("cublasDestroy_v2", ADDRESS), "cublasDestroy", handle);
    device.free(workspace);
    arena.close();
  }
}
