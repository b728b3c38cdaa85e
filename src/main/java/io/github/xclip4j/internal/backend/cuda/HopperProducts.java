package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.Update;
import io.github.xclip4j.internal.backend.cuda.TensorMaps.Shape;
import io.github.xclip4j.internal.backend.cuda.TensorMaps.TensorMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Products of large matrices on Hopper's warpgroups, with operands brought by the copy engine. */
final class HopperProducts {
  private static final int TILE_ROWS = 128;
  private static final int TILE_COLS = 192;
  private static final int MOST_MAPS = 1024;

  private final Device device;
  private final TensorMaps maps;
  private final LaunchQueue queue;
  // A context hands out the same addresses for the same work, so maps are reused. A map depends only on its shape, so
  // it never becomes invalid.
  private final Map<Shape, TensorMap> known = new LinkedHashMap<>(64, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Shape, TensorMap> eldest) {
      return size() > MOST_MAPS;
    }
  };

  HopperProducts(Device device, TensorMaps maps, LaunchQueue queue) {
    this.device = device;
    this.maps = maps;
    this.queue = queue;
  }

  /** The map of a weight, which must not be empty. */
  static TensorMap weightMap(TensorMaps maps, long address, int outputs, int inputs, int stride) {
    return maps.encode(new Shape(address, outputs, inputs, stride, TILE_COLS));
  }

  /**
   * Whether the copy engine can read x: bf16, and a single matrix whose rows begin at multiples of 16 bytes, disjoint.
   */
  static boolean takes(Tensor x, CudaLinear layer) {
    return layer.map().isPresent() && DeviceMemory.type(x) == ElementType.BF16 && DeviceMemory.isAligned(x)
        && !x.isRepeated() && LinearLayers.isEven(x) && (rows(x) == 1 || LinearLayers.rowStride(x) >= x.cols());
  }

  /** {@code out = activation(x · weightᵀ + bias)}, or added to it; only if this {@link #takes} the operands. */
  void multiply(Tensor out, Tensor x, CudaLinear layer, Activation activation, Update update) {
    int rows = rows(x);
    long stride = rows == 1 ? Math.ceilDiv(x.cols(), 8) * 8 : LinearLayers.rowStride(x);
    TensorMap map = known.computeIfAbsent(
        new Shape(DeviceMemory.address(x), rows, x.cols(), stride, TILE_ROWS), maps::encode);
    long tiles = (long) Math.ceilDiv(rows, TILE_ROWS) * Math.ceilDiv(layer.outputs(), TILE_COLS);
    if (tiles > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(Kernel.GEMM_BF16_WGMMA.entry() + " would need " + tiles
          + " tiles, more than it can number: use smaller batches");
    }
    queue.begin(Kernel.GEMM_BF16_WGMMA, Math.min(tiles, device.multiprocessors()))
        .map(map).map(layer.map().orElseThrow());
    LinearLayers.parameters(queue, out, x, layer, activation, update).word(0).word(0).end();
  }

  private static int rows(Tensor x) {
    return Math.multiplyExact(x.groups(), x.rows());
  }
}
