package io.github.xclip4j.internal.backend.cuda;

import static jcuda.cudaDataType.CUDA_R_16BF;
import static jcuda.cudaDataType.CUDA_R_32F;
import static jcuda.jcublas.cublasOperation.CUBLAS_OP_N;
import static jcuda.jcublas.cublasOperation.CUBLAS_OP_T;

import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.Update;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasHandle;
import jcuda.runtime.cudaStream_t;

/**
 * cuBLAS 12 through JCublas. Its matrices are column-major, so {@code out = x·Wᵀ} is computed as {@code outᵀ = W·xᵀ}.
 */
final class Cublas12 implements ProductLibrary {
  private static final int DEFAULT_ALGORITHM = -1;

  private final Device device;
  private final long workspace;
  private final cublasHandle handle = new cublasHandle();
  private final Pointer one = number(1);
  private final Pointer zero = number(0);

  private Cublas12(Device device) {
    this.device = device;
    device.makeCurrent();
    int status = JCublas2.cublasCreate(handle);
    if (status != 0) {
      throw new BackendUnavailableException("cublasCreate of cuBLAS 12 failed with status " + status + " on "
          + device.name() + ": install a newer driver or use other products");
    }
    try {
      workspace = device.allocate(WORKSPACE_BYTES, "cuBLAS");
    } catch (RuntimeException e) {
      JCublas2.cublasDestroy(handle);
      throw e;
    }
  }

  /** @throws BackendUnavailableException if JCublas or cuBLAS 12 is missing or does not start */
  static Cublas12 open(Device device) {
    if (!DriverProbe.hasClass("jcuda.jcublas.JCublas2")) {
      throw new BackendUnavailableException(
          "JCublas is not on the class path: add org.jcuda:jcublas:12.6.0 and its natives, or use other products");
    }
    try {
      return new Cublas12(device);
    } catch (LinkageError e) {
      throw new BackendUnavailableException(
          "cuBLAS 12 cannot be loaded (libcublas.so.12): install CUDA 12's libraries, or use other products", e);
    }
  }

  private static Pointer number(float value) {
    return Pointer.to(ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).putFloat(0, value));
  }

  @Override
  public void useStream(CUstream stream) {
    check(JCublas2.cublasSetStream(handle, new cudaStream_t(stream)), "cublasSetStream");
    check(JCublas2.cublasSetWorkspace(handle, Addresses.pointer(workspace), WORKSPACE_BYTES), "cublasSetWorkspace");
  }

  @Override
  public boolean takesBias(Call call) {
    return false;
  }

  @Override
  public void multiply(Call call) {
    Operand weight = call.weight();
    Operand x = call.x();
    Operand out = call.out();
    Size size = call.size();
    check(JCublas2.cublasGemmStridedBatchedEx_new(handle, CUBLAS_OP_T, CUBLAS_OP_N, size.n(), size.m(), size.k(), one,
        Addresses.pointer(weight.address()), type(weight), (int) weight.stride(), weight.batchStride(),
        Addresses.pointer(x.address()), type(x), (int) x.stride(), x.batchStride(),
        call.update() == Update.ADD ? one : zero,
        Addresses.pointer(out.address()), type(out), (int) out.stride(), out.batchStride(), size.batches(),
        cublasComputeType.CUBLAS_COMPUTE_32F, DEFAULT_ALGORITHM), "cublasGemmStridedBatchedEx");
  }

  private static int type(Operand operand) {
    return switch (operand.type()) {
      case F32 -> CUDA_R_32F;
      case BF16 -> CUDA_R_16BF;
    };
  }

  private static void check(int status, String call) {
    if (status != 0) {
      throw new IllegalStateException(call + " failed with cuBLAS status " + status
          + ": open the backend with products=own if this happens again");
    }
  }

  @Override
  public void close() {
    JCublas2.cublasDestroy(handle);
    device.free(workspace);
  }
}
