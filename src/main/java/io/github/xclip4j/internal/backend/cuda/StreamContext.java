package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.CheckedOps;
import io.github.xclip4j.internal.backend.Slab;
import io.github.xclip4j.internal.backend.cuda.DeviceMemory.Storage;
import java.util.Optional;

/** A stream with its slab of device memory. */
final class StreamContext implements Context {
  private final CudaBackend backend;
  private final Device device;
  private final LaunchQueue queue;
  private final Staging staging;
  private final CudaOps kernels;
  private final Ops ops;
  private final Slab slab;
  private final DeviceMemory wide;
  private final DeviceMemory narrow;
  private boolean closed;

  StreamContext(CudaBackend backend, Device device, CudaOptions options, long elements) {
    this.backend = backend;
    this.device = device;
    slab = new Slab(elements);
    long bytes = Math.multiplyExact(elements, Float.BYTES);
    long address = device.allocate(bytes).orElseThrow(() -> outOfMemory(device, bytes));
    wide = new DeviceMemory(backend, address, Storage.F32);
    narrow = new DeviceMemory(backend, address, Storage.BF16);
    try {
      Optional<ProductLibrary> library = backend.openLibrary();
      queue = new LaunchQueue(device, options.launching(), library);
      staging = new Staging(device, queue);
      kernels = new CudaOps(device, queue, staging, library.isPresent());
    } catch (RuntimeException e) {
      device.free(address);
      throw e;
    }
    ops = new CheckedOps(backend, kernels);
  }

  private static ScratchException outOfMemory(Device device, long bytes) {
    long free = device.freeBytes();
    return new ScratchException("the work needs " + bytes + " bytes of scratch, and " + device.name() + " has " + free
        + " left: use smaller batches", free / (Slab.ALIGNMENT * Float.BYTES) * Slab.ALIGNMENT);
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public Ops ops() {
    checkOpen();
    return ops;
  }

  @Override
  public Tensor tensor(Use use, int groups, int rows, int cols) {
    checkOpen();
    long start = slab.allocate(backend.elements(use, (long) groups * rows, cols));
    if (use == Use.STREAM || backend.operandStorage() == Storage.F32) {
      return Tensor.dense(wide, start, groups, rows, cols);
    }
    return Tensor.dense(narrow, start * (Float.BYTES / Storage.BF16.bytes()), groups, rows, cols);
  }

  @Override
  public Scope scope() {
    return slab.scope();
  }

  @Override
  public void write(Tensor target, float[] values) {
    checkLength(target, values.length);
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
    checkLength(target, pixels.length);
    if (tables.length == 0 || target.rows() % tables.length != 0) {
      throw new IllegalArgumentException(target.rows() + " pixel rows are not " + tables.length + " channels");
    }
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
    checkLength(source, target.length);
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

  /** From device memory to device memory, by a kernel of this context's queue: what is kept never reaches the host. */
  @Override
  public Tensor keep(Tensor source) {
    checkOpen();
    long address = device.allocate(Math.max(1, source.elements() * Float.BYTES), "a constant " + source);
    try {
      Tensor kept = plain(address, source);
      kernels.copy(kept, source);
      queue.flush();
      queue.synchronize(); // other contexts' queues may read it from now on
      return kept;
    } catch (RuntimeException e) {
      device.free(address);
      throw e;
    }
  }

  private static boolean isPlain(Tensor tensor) {
    return tensor.isDense() && DeviceMemory.storage(tensor) == Storage.F32;
  }

  private Tensor plain(long address, Tensor like) {
    return Tensor.dense(new DeviceMemory(backend, address, Storage.F32), 0, like.groups(), like.rows(), like.cols());
  }

  private void checkLength(Tensor tensor, int length) {
    checkOpen();
    if (length != tensor.elements()) {
      throw new IllegalArgumentException(
          "a tensor " + tensor + " has " + tensor.elements() + " values, the array " + length);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the context is closed");
    }
    backend.checkOpen();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      backend.forget(this);
      queue.close();
      staging.close();
      device.free(wide.address());
    }
  }
}
