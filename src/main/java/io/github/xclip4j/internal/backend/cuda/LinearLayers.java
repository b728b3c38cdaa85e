package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.Update;
import io.github.xclip4j.internal.backend.cuda.ProductLibrary.Call;
import io.github.xclip4j.internal.backend.cuda.ProductLibrary.Operand;
import io.github.xclip4j.internal.backend.cuda.ProductLibrary.Size;
import java.util.Optional;

/** Linear layers: on the library if it can take the operands, otherwise on our own kernels. */
final class LinearLayers {
  private static final int LARGE_TILE = 128;
  private static final int SMALL_TILE = 64;

  private final Device device;
  private final LaunchQueue queue;
  private final Optional<HopperProducts> hopper;

  LinearLayers(Device device, LaunchQueue queue) {
    this.device = device;
    this.queue = queue;
    this.hopper = device.tensorMaps().map(maps -> new HopperProducts(device, maps, queue));
  }

  void linear(Tensor out, Tensor x, CudaLinear layer, Activation activation) {
    if (isForLibrary(out, x, layer)) {
      byLibrary(out, x, layer, activation, Update.ASSIGN);
      return;
    }
    boolean fused = activation == Activation.NONE || activation == Activation.QUICK_GELU;
    byKernel(out, x, layer, fused ? activation : Activation.NONE, Update.ASSIGN);
    if (!fused) {
      finish(out, 0, activation);
    }
  }

  void linearAdd(Tensor out, Tensor x, CudaLinear layer) {
    if (isForLibrary(out, x, layer)) {
      byLibrary(out, x, layer, Activation.NONE, Update.ADD);
      return;
    }
    byKernel(out, x, layer, Activation.NONE, Update.ADD);
  }

  private boolean isForLibrary(Tensor out, Tensor x, CudaLinear layer) {
    return queue.hasLibrary() && DeviceMemory.type(x) == layer.type() && !x.isRepeated()
        && (layer.type() == ElementType.BF16 || DeviceMemory.type(out) == ElementType.F32)
        && rowStride(x) >= layer.inputs() && rowStride(out) >= layer.outputs();
  }

  /** The distance from one row to the next, even if each group has only one row. */
  static long rowStride(Tensor tensor) {
    return tensor.rows() > 1 ? tensor.rowStride() : tensor.groups() > 1 ? tensor.groupStride() : tensor.cols();
  }

  /** Whether the rows of all groups are equally far apart. */
  static boolean isEven(Tensor tensor) {
    return tensor.rows() == 1 || tensor.groups() == 1 || tensor.groupStride() == tensor.rows() * tensor.rowStride();
  }

  /**
   * The library adds a bias if it can and no activation follows; otherwise our own kernel adds it with the activation.
   */
  private void byLibrary(Tensor out, Tensor x, CudaLinear layer, Activation activation, Update update) {
    Call call = libraryCall(out, x, layer, update);
    if (layer.bias() == 0 && activation == Activation.NONE) {
      queue.multiply(call);
      return;
    }
    if (activation == Activation.NONE) {
      Call whole = call.withBias(call.out().type() == layer.type() ? layer.storedBias() : layer.bias());
      if (queue.takesBias(whole)) {
        queue.multiply(whole);
        return;
      }
    }
    queue.multiply(call);
    finish(out, layer.bias(), activation);
  }

  private static Call libraryCall(Tensor out, Tensor x, CudaLinear layer, Update update) {
    boolean flat = isEven(out) && isEven(x);
    int rows = flat ? x.groups() * x.rows() : x.rows();
    Operand weight = new Operand(layer.type(), layer.weight(), layer.stride(), 0);
    Size size = new Size(rows, layer.outputs(), layer.inputs(), flat ? 1 : x.groups());
    return new Call(weight, operand(x, flat ? 0 : x.groupStride()), operand(out, flat ? 0 : out.groupStride()), 0, size,
        update);
  }

  private static Operand operand(Tensor tensor, long batchStride) {
    return new Operand(DeviceMemory.type(tensor), DeviceMemory.address(tensor), rowStride(tensor), batchStride);
  }

  private void byKernel(Tensor out, Tensor x, CudaLinear layer, Activation activation, Update update) {
    int rows = Math.multiplyExact(x.groups(), x.rows());
    boolean large = blocks(rows, layer.outputs(), LARGE_TILE) >= device.multiprocessors();
    if (large && hopper.isPresent() && HopperProducts.takes(x, layer)) {
      hopper.orElseThrow().multiply(out, x, layer, activation, update);
      return;
    }
    Kernel kernel;
    if (layer.type() == ElementType.F32) {
      kernel = large ? Kernel.GEMM_F32_128 : Kernel.GEMM_F32_64;
    } else if (DeviceMemory.type(x) == ElementType.BF16 && DeviceMemory.isAligned(x)) {
      kernel = large ? Kernel.GEMM_BF16_128 : Kernel.GEMM_BF16_64;
    } else {
      kernel = Kernel.GEMM_BF16_GATHER;
    }
    int tile = large && kernel != Kernel.GEMM_BF16_GATHER ? LARGE_TILE : SMALL_TILE;
    queue.begin(kernel, blocks(rows, layer.outputs(), tile));
    parameters(queue, out, x, layer, activation, update).end();
  }

  /** A parameter of type GemmParams. */
  static LaunchQueue parameters(
      LaunchQueue queue, Tensor out, Tensor x, CudaLinear layer, Activation activation, Update update) {
    return queue.view(out).view(x).word(layer.weight()).word(layer.bias())
        .integer(x.groups() * x.rows()).integer(layer.outputs()).integer(layer.inputs()).integer(layer.stride())
        .integer(activation.ordinal()).flag(update == Update.ADD)
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
