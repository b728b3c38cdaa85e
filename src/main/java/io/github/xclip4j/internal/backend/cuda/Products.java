package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.cuda.DeviceMemory.Storage;
import java.util.Optional;

/** Linear layers: by the library where the operands are as it wants them, otherwise by our own kernels. */
final class Products {
  private static final int LARGE_TILE = 128;
  private static final int SMALL_TILE = 64;

  private final Device device;
  private final LaunchQueue queue;
  private final boolean hasLibrary;
  private final Optional<HopperProducts> hopper;

  Products(Device device, LaunchQueue queue, boolean hasLibrary) {
    this.device = device;
    this.queue = queue;
    this.hasLibrary = hasLibrary;
    this.hopper = device.tensorMaps().map(maps -> new HopperProducts(device, maps, queue));
  }

  void linear(Tensor out, Tensor x, CudaLinear layer, Activation activation) {
    if (isForLibrary(out, x, layer)) {
      byLibrary(out, x, layer, activation, false);
      return;
    }
    boolean fused = activation == Activation.NONE || activation == Activation.QUICK_GELU;
    byKernel(out, x, layer, fused ? activation : Activation.NONE, false);
    if (!fused) {
      finish(out, 0, activation);
    }
  }

  void linearAdd(Tensor out, Tensor x, CudaLinear layer) {
    if (isForLibrary(out, x, layer)) {
      byLibrary(out, x, layer, Activation.NONE, true);
      return;
    }
    byKernel(out, x, layer, Activation.NONE, true);
  }

  private boolean isForLibrary(Tensor out, Tensor x, CudaLinear layer) {
    return hasLibrary && DeviceMemory.storage(x) == layer.storage() && !x.isRepeated()
        && (layer.storage() == Storage.BF16 || DeviceMemory.storage(out) == Storage.F32)
        && rowStride(x) >= layer.inputs() && rowStride(out) >= layer.outputs();
  }

  /** From a row to the next, also where each group has one row only. */
  static long rowStride(Tensor tensor) {
    return tensor.rows() > 1 ? tensor.rowStride() : tensor.groups() > 1 ? tensor.groupStride() : tensor.cols();
  }

  /** Whether the rows of all groups follow one another at one distance. */
  static boolean isEven(Tensor tensor) {
    return tensor.rows() == 1 || tensor.groups() == 1 || tensor.groupStride() == tensor.rows() * tensor.rowStride();
  }

  /** A bias alone is added by the library if it can; before an activation it costs nothing where that is done. */
  private void byLibrary(Tensor out, Tensor x, CudaLinear layer, Activation activation, boolean accumulate) {
    ProductLibrary.Call call = libraryCall(out, x, layer, accumulate);
    if (layer.bias() == 0 && activation == Activation.NONE) {
      queue.multiply(call);
      return;
    }
    if (activation == Activation.NONE) {
      ProductLibrary.Call whole = call.withBias(call.narrowOut() ? layer.storedBias() : layer.bias());
      if (queue.takesBias(whole)) {
        queue.multiply(whole);
        return;
      }
    }
    queue.multiply(call);
    finish(out, layer.bias(), activation);
  }

  private static ProductLibrary.Call libraryCall(Tensor out, Tensor x, CudaLinear layer, boolean accumulate) {
    boolean flat = isEven(out) && isEven(x);
    int rows = flat ? x.groups() * x.rows() : x.rows();
    return new ProductLibrary.Call(layer.weight(), layer.stride(),
        DeviceMemory.address(x), rowStride(x), flat ? 0 : x.groupStride(),
        DeviceMemory.address(out), rowStride(out), flat ? 0 : out.groupStride(), 0,
        rows, layer.outputs(), layer.inputs(), flat ? 1 : x.groups(),
        layer.storage() == Storage.BF16, DeviceMemory.storage(out) == Storage.BF16, accumulate);
  }

  private void byKernel(Tensor out, Tensor x, CudaLinear layer, Activation activation, boolean accumulate) {
    int rows = Math.multiplyExact(x.groups(), x.rows());
    boolean large = blocks(rows, layer.outputs(), LARGE_TILE) >= device.multiprocessors();
    if (large && hopper.isPresent() && HopperProducts.takes(x, layer)) {
      hopper.orElseThrow().multiply(out, x, layer, activation, accumulate);
      return;
    }
    Kernel kernel;
    if (layer.storage() == Storage.F32) {
      kernel = large ? Kernel.GEMM_F32_128 : Kernel.GEMM_F32_64;
    } else if (DeviceMemory.storage(x) == Storage.BF16 && DeviceMemory.isAligned(x)) {
      kernel = large ? Kernel.GEMM_BF16_128 : Kernel.GEMM_BF16_64;
    } else {
      kernel = Kernel.GEMM_BF16_GATHER;
    }
    int tile = large && kernel != Kernel.GEMM_BF16_GATHER ? LARGE_TILE : SMALL_TILE;
    queue.begin(kernel, blocks(rows, layer.outputs(), tile));
    parameters(queue, out, x, layer, activation, accumulate).end();
  }

  /** A parameter of type GemmParams. */
  static LaunchQueue parameters(
      LaunchQueue queue, Tensor out, Tensor x, CudaLinear layer, Activation activation, boolean accumulate) {
    return queue.view(out).view(x).word(layer.weight()).word(layer.bias())
        .integer(x.groups() * x.rows()).integer(layer.outputs()).integer(layer.inputs()).integer(layer.stride())
        .integer(activation.ordinal()).flag(accumulate)
        .flag(DeviceMemory.isAligned(x)).flag(DeviceMemory.isAligned(out));
  }

  private static long blocks(int rows, int cols, int tile) {
    return (long) Math.ceilDiv(rows, tile) * Math.ceilDiv(cols, tile);
  }

  private void finish(Tensor out, long bias, Activation activation) {
    int rows = Math.multiplyExact(out.groups(), out.rows());
    queue.begin(Kernel.FINISH_ROWS, Math.ceilDiv(rows, 8)).view(out).word(bias).integer(rows).integer(out.cols())
        .integer(activation.ordinal()).flag(DeviceMemory.isWide(out)).end();
  }
}
