package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import io.github.xclip4j.internal.backend.cuda.TensorMaps.TensorMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One NVIDIA GPU. Weights and constants are uploaded once. A context is a stream with a slab of device memory; only
 * reading a result waits for the device.
 */
final class CudaBackend implements BackendSpi {
  private static final int UPLOAD_BYTES = 16 << 20;

  private final CudaOptions options;
  private final Device device;
  private final Optional<Library> library;
  private final String ownProducts;

  private record Library(String name, Supplier<ProductLibrary> open) {}

  private CudaBackend(CudaOptions options, Device device) {
    this.options = options;
    this.device = device;
    this.library = chooseLibrary(options.products());
    this.ownProducts = library.isPresent() ? "" : chooseOwn(options.products());
  }

  /**
   * Opens a device.
   *
   * @throws BackendUnavailableException if there is no driver, no such device, no JCuda, no kernel image, or no such
   *     library of matrix products; the message is one sentence with the remedy
   */
  static CudaBackend open(CudaOptions options) {
    DriverProbe.require(options.device());
    Device device;
    try {
      device = new Device(options.device());
    } catch (LinkageError e) {
      throw new BackendUnavailableException(
          "JCuda's native library cannot be loaded: add org.jcuda:jcuda-natives:12.6.0 "
              + "for this platform to the class path",
          e);
    }
    try {
      return new CudaBackend(options, device);
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }

  private Optional<Library> chooseLibrary(Products products) {
    Library cublas12 = new Library("cuBLAS 12", () -> Cublas12.open(device));
    Library cublas13 = new Library("cuBLAS 13 (cublasLt)", () -> Cublas13.open(device));
    List<Library> candidates = switch (products) {
      case OWN, OWN_MMA, OWN_WGMMA -> List.of();
      case CUBLAS_12 -> List.of(cublas12);
      case CUBLAS_13 -> List.of(cublas13);
      case BEST -> List.of(cublas12, cublas13);
    };
    for (Library each : candidates) {
      try (ProductLibrary _ = each.open.get()) {
        return Optional.of(each);
      } catch (BackendUnavailableException e) {
        if (products != Products.BEST) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  /** Loads the kernels for Hopper if they are wanted and available, and describes which kernels multiply. */
  private String chooseOwn(Products products) {
    boolean named = products == Products.OWN_WGMMA;
    if (!named && (products == Products.OWN_MMA || options.precision() == Precision.EXACT
        || device.capability() != Device.HOPPER)) {
      return "our own kernels";
    }
    try {
      device.loadHopperKernels();
    } catch (BackendUnavailableException | IllegalStateException e) {
      if (named) {
        throw e;
      }
      return "our own kernels without warpgroups [" + e.getMessage() + "]";
    }
    return options.precision() == Precision.FAST
        ? "our own warpgroup kernels" : "our own kernels [warpgroups take bf16]";
  }

  /** A handle of the chosen library, for one context. */
  Optional<ProductLibrary> openLibrary() {
    return library.map(each -> each.open.get());
  }

  /** The type of the operands of products. */
  ElementType operandType() {
    return options.precision() == Precision.FAST ? ElementType.BF16 : ElementType.F32;
  }

  @Override
  public String description() {
    return "cuda, " + device.name() + " (" + device.capability() / 10 + "." + device.capability() % 10 + "), "
        + (options.precision() == Precision.FAST ? "bf16" : "float") + ", products by "
        + library.map(Library::name).orElse(ownProducts) + ", launched "
        + (options.launching() == CudaOptions.Launching.GRAPHS ? "as graphs"
            : options.launching().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Tensor.Memory constant(Matrix values) {
    return new DeviceMemory(uploadMatrix(values, ElementType.F32, values.cols(), "a constant"), ElementType.F32, true);
  }

  @Override
  public Linear.Weights linear(Matrix weight, float[] bias) {
    int outputs = weight.rows();
    int inputs = weight.cols();
    ElementType type = operandType();
    int perRow = 16 / type.bytes();
    int stride = Math.ceilDiv(inputs, perRow) * perRow;
    long address = uploadMatrix(weight, type, stride, "a weight");
    long biasAddress = 0;
    try {
      Optional<TensorMap> map = device.tensorMaps().filter(_ -> type == ElementType.BF16 && outputs > 0 && inputs > 0)
          .map(maps -> HopperProducts.weightMap(maps, address, outputs, inputs, stride));
      biasAddress = bias.length == 0 ? 0 : uploadBias(bias, ElementType.F32);
      long storedBias = bias.length == 0 || type == ElementType.F32 ? biasAddress : uploadBias(bias, type);
      return new CudaLinear(outputs, inputs, type, address, stride, biasAddress, storedBias, map);
    } catch (RuntimeException e) {
      device.free(address);
      device.free(biasAddress);
      throw e;
    }
  }

  private long uploadBias(float[] bias, ElementType type) {
    return uploadMatrix(Matrix.of(1, bias.length, bias), type, bias.length, "a bias");
  }

  /** @param stride elements from one row to the next; those past the last column are zeros */
  private long uploadMatrix(Matrix weight, ElementType type, int stride, String what) {
    long rowBytes = (long) stride * type.bytes();
    long address = device.allocate(Math.max(1, weight.rows() * rowBytes),
        what + " of (" + weight.rows() + ", " + weight.cols() + ")");
    try {
      int rowsAtOnce = Math.clamp(UPLOAD_BYTES / Math.max(1, rowBytes), 1, Math.max(1, weight.rows()));
      ByteBuffer bytes = direct(Math.toIntExact(rowsAtOnce * rowBytes));
      float[] row = new float[stride];
      for (int first = 0; first < weight.rows(); first += rowsAtOnce) {
        int count = Math.min(rowsAtOnce, weight.rows() - first);
        bytes.clear();
        for (int i = 0; i < count; i++) {
          weight.read(first + i, 0, weight.cols(), row, 0);
          for (float value : row) {
            if (type == ElementType.F32) {
              bytes.putFloat(value);
            } else {
              bytes.putShort(bf16(value));
            }
          }
        }
        device.upload(address + first * rowBytes, bytes, count * rowBytes);
      }
      return address;
    } catch (RuntimeException e) {
      device.free(address);
      throw e;
    }
  }

  /** A direct buffer in native order. JCuda copies from its start and ignores its position. */
  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Rounds to nearest even. */
  static short bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.isNaN(value) ? (short) 0x7fff : (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  @Override
  public void release(Tensor.Memory constant) {
    device.free(((DeviceMemory) constant).address());
  }

  @Override
  public void release(Linear.Weights weights) {
    CudaLinear layer = (CudaLinear) weights;
    device.free(layer.weight());
    device.free(layer.bias());
    if (layer.storedBias() != layer.bias()) {
      device.free(layer.storedBias());
    }
  }

  @Override
  public ContextSpi context(long elements) {
    return new StreamContext(this, device, options, elements);
  }

  @Override
  public long elements(Use use, long rows, int cols) {
    long values = rows * cols;
    int perElement = use == Use.STREAM ? 1 : Float.BYTES / operandType().bytes();
    return (values + perElement - 1) / perElement;
  }

  @Override
  public void close() {
    device.close();
  }
}
