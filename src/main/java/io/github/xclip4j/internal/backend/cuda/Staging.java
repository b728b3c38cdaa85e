package io.github.xclip4j.internal.backend.cuda;

import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;

import io.github.xclip4j.backend.ScratchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import jcuda.Pointer;

/**
 * Copies values between Java arrays and the device in the order of a context's queue, through page-locked memory, which
 * the device reads asynchronously. Values that must be converted also pass through an area of device memory.
 */
final class Staging implements AutoCloseable {
  private static final int SMALLEST_BYTES = 1 << 20;
  private static final int LARGEST_BYTES = 64 << 20;

  private final Device device;
  private final LaunchQueue queue;
  private Optional<Host> host = Optional.empty();
  private int used; // bytes of `host` that copies in flight may still read
  private long area;
  private long areaBytes;

  private record Host(Pointer pointer, ByteBuffer bytes) {}

  /** Puts elements {@code first} to {@code first + count} into the buffer, or takes them out of it. */
  @FunctionalInterface
  interface Transfer {
    void move(ByteBuffer bytes, int first, int count);
  }

  Staging(Device device, LaunchQueue queue) {
    this.device = device;
    this.queue = queue;
  }

  /** A device area of at least this size; its contents last until the next call. */
  long area(long bytes) {
    if (bytes > areaBytes) {
      queue.flush();
      queue.synchronize();
      device.free(area);
      areaBytes = 0;
      area = device.allocate(bytes)
          .orElseThrow(() -> new ScratchException("moving values to " + device.name() + " needs "
              + bytes + " bytes of its memory, which has " + device.freeBytes() + " left: use smaller batches",
              device.freeBytes() / Float.BYTES));
      areaBytes = bytes;
    }
    return area;
  }

  /** Copies {@code count} elements of {@code width} bytes to the device, after everything queued so far. */
  void send(long address, int count, int width, Transfer fill) {
    queue.flush();
    int most = LARGEST_BYTES / width;
    for (int first = 0; first < count; first += most) {
      int part = Math.min(most, count - first);
      int offset = reserve(part * width);
      fill.move(host.orElseThrow().bytes.position(offset), first, part);
      Device.check(cuMemcpyHtoDAsync(Addresses.pointer(address + (long) first * width),
          host.orElseThrow().pointer.withByteOffset(offset), (long) part * width, queue.stream()), "cuMemcpyHtoDAsync");
    }
  }

  /** Waits for everything queued so far and copies from the device. */
  void receive(long address, int count, int width, Transfer take) {
    queue.flush();
    int most = LARGEST_BYTES / width;
    for (int first = 0; first < count; first += most) {
      int part = Math.min(most, count - first);
      int offset = reserve(part * width);
      Device.check(cuMemcpyDtoHAsync(host.orElseThrow().pointer.withByteOffset(offset),
          Addresses.pointer(address + (long) first * width), (long) part * width, queue.stream()), "cuMemcpyDtoHAsync");
      queue.synchronize();
      used = 0;
      take.move(host.orElseThrow().bytes.position(offset), first, part);
    }
  }

  private int reserve(int bytes) {
    device.makeCurrent();
    if (host.isEmpty() || host.get().bytes.capacity() - used < bytes) {
      queue.synchronize(); // no copy in flight reads the memory any more
      used = 0;
      if (host.isEmpty() || host.get().bytes.capacity() < bytes) {
        freeHost();
        int capacity = Math.clamp(2L * Integer.highestOneBit(Math.max(bytes, 1)), SMALLEST_BYTES, LARGEST_BYTES);
        Pointer pointer = new Pointer();
        Device.check(cuMemAllocHost(pointer, capacity), "cuMemAllocHost of " + capacity + " bytes");
        host = Optional.of(new Host(pointer, pointer.getByteBuffer(0, capacity).order(ByteOrder.nativeOrder())));
      }
    }
    int offset = used;
    used += (bytes + 255) / 256 * 256;
    return offset;
  }

  private void freeHost() {
    host.ifPresent(each -> cuMemFreeHost(each.pointer));
    host = Optional.empty();
  }

  @Override
  public void close() {
    if (device.isUsable()) {
      freeHost();
    }
    device.free(area);
  }
}
