package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.internal.backend.Precision;

/**
 * The options of a CUDA backend.
 *
 * @param device index of the device, as {@code nvidia-smi} counts them unless {@code CUDA_VISIBLE_DEVICES} says
 *     otherwise
 */
record CudaOptions(int device, Precision precision, Products products, Launching launching) {
  /** Exact arithmetic on the first device, with the fastest matrix products available. */
  public static CudaOptions defaults() {
    return new CudaOptions(0, Precision.EXACT, Products.BEST, Launching.GRAPHS);
  }

  public CudaOptions withDevice(int index) {
    return new CudaOptions(index, precision, products, launching);
  }

  public CudaOptions withPrecision(Precision chosen) {
    return new CudaOptions(device, chosen, products, launching);
  }

  public CudaOptions withProducts(Products chosen) {
    return new CudaOptions(device, precision, chosen, launching);
  }

  public CudaOptions withLaunching(Launching chosen) {
    return new CudaOptions(device, precision, products, chosen);
  }

  /** Which matrix products to use. */
  public enum Products {
    /** cuBLAS 12, else cuBLAS 13, else our own. */
    BEST,
    /** cuBLAS 12 through JCublas. */
    CUBLAS_12,
    /** cuBLAS 13 through the Foreign Function API: cublasLt with fused biases, or plain products for other shapes. */
    CUBLAS_13,
    /**
     * Our own kernels, which need only the driver; on Hopper with warpgroup instructions if the driver supports them.
     */
    OWN,
    /** Our own kernels without warpgroup instructions. */
    OWN_MMA,
    /** Our own kernels with Hopper's warpgroup instructions. */
    OWN_WGMMA
  }

  /** How work is launched on the device. */
  public enum Launching {
    /** A sequence of operations that comes a second time is captured as a CUDA graph and replayed from then on. */
    GRAPHS,
    /** Kernel by kernel. */
    SINGLY
  }
}
