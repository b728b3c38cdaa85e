package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;

/** A stream with its slab of device memory. */
final class StreamContext implements ContextSpi {
  private final Device device;
  private final LaunchQueue queue;
  private final Staging staging;
  private final CudaOps kernels;
  private final DeviceMemory wide;
  private final DeviceMemory operands; // the same memory
  private final DeviceMemory whole; // for tensors that are used as a whole

  StreamContext(CudaBackend backend, Device device, CudaOptions options, long elements) {
    this.device = device;
    long bytes = Math.multiplyExact(elements, Float.BYTES);
    long address = device.allocate(bytes).orElseThrow(() -> outOfMemory(device, bytes));
    wide = new DeviceMemory(address, ElementType.F32, true);
    operands = new DeviceMemory(address, backend.operandType(), true);
    whole = new DeviceMemory(address, backend.operandType(), false);
    try {
      queue = new LaunchQueue(device, options.launching(), backend.openLibrary());
      staging = new Staging(device, queue);
      kernels = new CudaOps(device, queue, staging);
    } catch (RuntimeException e) {
      device.free(address);
      throw e;
    }
  }

  private static ScratchException outOfMemory(Device device, long bytes) {
    long free = device.freeBytes();
    return new ScratchException("the work needs " + bytes + " bytes of scratch, and " + device.name() + " has " + free
        + " left: use smaller batches", free / (ALIGNMENT * Float.BYTES) * ALIGNMENT);
  }

  @Override
  public Ops ops() {
    return kernels;
  }

  @Override
  public Tensor tensor(Lease lease, Use use, long start, int groups, int rows, int cols) {
    DeviceMemory memory = switch (use) {
      case STREAM -> wide;
      case OPERAND -> operands;
      case LINEAR_INPUT -> whole;
    };
    return Tensor.dense(lease, memory, start * (Float.BYTES / memory.type().bytes()), groups, rows, cols);
  }

  @Override
  public void write(Tensor target, float[] values) {
    if (values.length == 0) {
      return;
    }
    boolean direct = isPlain(target);
    long address = direct ? DeviceMemory.address(target) : staging.area((long) values.length * Float.BYTES);
    staging.send(address, values.length, Float.BYTES,
        (bytes, first, count) -> bytes.asFloatBuffer().put(values, first, count));
    if (!direct) {
      kernels.copy(target, plain(address, target));
    }
  }

  @Override
  public void writePixels(Tensor target, byte[] pixels, float[][] tables) {
    if (pixels.length == 0) {
      return;
    }
    int tableBytes = tables.length * 256 * Float.BYTES;
    long address = staging.area((long) tableBytes + pixels.length);
    staging.send(address, tables.length * 256, Float.BYTES, (bytes, first, count) -> {
      for (int i = first; i < first + count; i++) {
        bytes.putFloat(tables[i / 256][i % 256]);
      }
    });
    staging.send(address + tableBytes, pixels.length, 1, (bytes, first, count) -> bytes.put(pixels, first, count));
    kernels.lookUpPixels(target, address + tableBytes, address, target.rows() / tables.length);
  }

  @Override
  public void read(Tensor source, float[] target) {
    if (target.length == 0) {
      return;
    }
    long address;
    if (isPlain(source)) {
      address = DeviceMemory.address(source);
    } else {
      address = staging.area((long) target.length * Float.BYTES);
      kernels.copy(plain(address, source), source);
    }
    staging.receive(address, target.length, Float.BYTES,
        (bytes, first, count) -> bytes.asFloatBuffer().get(target, first, count));
  }

  /** Copies within device memory, by a kernel in this context's queue: the values never pass through the host. */
  @Override
  public Tensor.Memory keep(Tensor source) {
    long address = device.allocate(Math.max(1, source.elements() * Float.BYTES), "a constant " + source);
    try {
      Tensor kept = plain(address, source);
      kernels.copy(kept, source);
      queue.flush();
      queue.synchronize(); // other contexts' queues may read it from now on
      return kept.memory();
    } catch (RuntimeException e) {
      device.free(address);
      throw e;
    }
  }

  private static boolean isPlain(Tensor tensor) {
    return tensor.isDense() && DeviceMemory.type(tensor) == ElementType.F32;
  }

  private Tensor plain(long address, Tensor like) {
    return Tensor.dense(new DeviceMemory(address, ElementType.F32, true), 0, like.groups(), like.rows(), like.cols());
  }

  @Override
  public void close() {
    queue.close();
    staging.close();
    device.free(wide.address());
  }
}
