package io.github.xclip4j.internal.backend.cuda;

import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import io.github.xclip4j.backend.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import jcuda.Pointer;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstream_flags;

/**
 * Work for one stream. Launches are recorded, and {@link #flush} submits them. A sequence that equals an earlier one to
 * the byte is captured as a graph and replayed.
 */
/*
 * The bytes of a sequence describe it completely: kernel, grid and parameters of every launch, including addresses. So
 * no key has to be made of shapes, which could miss a difference, and nothing above this class knows about graphs. A
 * context hands out the same addresses for the same work; so a session's second forward pass is captured, and the third
 * compares about 30 kB and makes one call. The first pass runs launch by launch, and in it cuBLAS chooses its kernels.
 * Each launch is recorded as a header of 16 bytes (kernel or -1, blocks, bytes of parameters) and its parameters,
 * padded to 16 bytes.
 */
final class LaunchQueue implements AutoCloseable {
  private static final int HEADER_BYTES = 16;
  private static final int LIBRARY_PRODUCT = -1;
  private static final int SHORTEST_GRAPH = 4;
  private static final int MOST_SEQUENCES = 16;

  private final Device device;
  private final CudaOptions.Launching launching;
  private final CUstream stream = new CUstream();
  private final Deque<Sequence> sequences = new ArrayDeque<>(); // most recently used first
  private final Optional<ProductLibrary> library;
  private ByteBuffer launches = direct(64 << 10);
  private Pointer launchesPointer = Pointer.to(launches);
  private int entry;
  private int count;

  private static final class Sequence {
    final ByteBuffer launches;
    Optional<CUgraphExec> graph = Optional.empty();

    Sequence(ByteBuffer launches) {
      this.launches = launches;
    }
  }

  LaunchQueue(Device device, CudaOptions.Launching launching, Optional<ProductLibrary> library) {
    this.device = device;
    this.launching = launching;
    this.library = library;
    device.makeCurrent();
    Device.check(cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
    try {
      library.ifPresent(each -> each.useStream(stream));
    } catch (RuntimeException e) {
      cuStreamDestroy(stream);
      throw e;
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  CUstream stream() {
    return stream;
  }

  /** Begins a launch; its parameters follow in the order of the kernel's structure, then {@link #end}. */
  LaunchQueue begin(Kernel kernel, long blocks) {
    if (blocks > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(kernel.entry() + " would need " + blocks
          + " blocks, more than a launch can have: use smaller batches");
    }
    return begin(kernel.ordinal(), (int) blocks);
  }

  private LaunchQueue begin(int kernel, int blocks) {
    if (launches.remaining() < 1024) { // more than any parameter structure
      ByteBuffer larger = direct(2 * launches.capacity());
      larger.put(launches.flip());
      launches = larger;
      launchesPointer = Pointer.to(launches.duplicate().clear());
    }
    entry = launches.position();
    launches.putInt(kernel).putInt(blocks).putInt(0).putInt(0);
    return this;
  }

  /** A parameter of type View. */
  LaunchQueue view(Tensor tensor) {
    launches.putLong(DeviceMemory.address(tensor)).putLong(tensor.groupStride()).putLong(tensor.rowStride())
        .putInt(DeviceMemory.type(tensor).ordinal()).putInt(Math.max(tensor.rows(), 1));
    return this;
  }

  /** A parameter of type View that the kernel does not read. */
  LaunchQueue noView() {
    return word(0).word(0).word(0).word(0);
  }

  /** A 64-bit parameter: an address, a stride. */
  LaunchQueue word(long value) {
    launches.putLong(value);
    return this;
  }

  /** A parameter of type TensorMap. Those come first in the structure, because they must be aligned. */
  LaunchQueue map(TensorMaps.TensorMap map) {
    for (long each : map.words()) {
      launches.putLong(each);
    }
    return this;
  }

  LaunchQueue integer(int value) {
    launches.putInt(value);
    return this;
  }

  LaunchQueue flag(boolean value) {
    return integer(value ? 1 : 0);
  }

  LaunchQueue real(float value) {
    launches.putFloat(value);
    return this;
  }

  void end() {
    int end = launches.position();
    launches.putInt(entry + 8, end - entry - HEADER_BYTES);
    while (launches.position() % 16 != 0) {
      launches.put((byte) 0);
    }
    count++;
  }

  /** Whether there is a library for products. */
  boolean hasLibrary() {
    return library.isPresent();
  }

  /** Whether the library adds the bias of a product itself. */
  boolean takesBias(ProductLibrary.Call call) {
    return library.orElseThrow().takesBias(call);
  }

  /** A matrix product by the library. */
  void multiply(ProductLibrary.Call call) {
    begin(LIBRARY_PRODUCT, 0);
    call.writeTo(launches);
    end();
  }

  /**
   * Submits all launches to the device without waiting for them.
   *
   * @throws IllegalStateException if one is refused; the launches after it are dropped
   */
  void flush() {
    if (count == 0) {
      return;
    }
    device.makeCurrent();
    launches.flip();
    try {
      if (launching == CudaOptions.Launching.SINGLY || count < SHORTEST_GRAPH) {
        launchAll();
      } else {
        replayOrLaunch();
      }
    } finally {
      launches.clear();
      count = 0;
    }
  }

  private void replayOrLaunch() {
    for (Iterator<Sequence> each = sequences.iterator(); each.hasNext();) {
      Sequence known = each.next();
      if (known.launches.equals(launches)) {
        each.remove();
        sequences.addFirst(known);
        if (known.graph.isEmpty()) {
          known.graph = Optional.of(capture());
        }
        Device.check(cuGraphLaunch(known.graph.get(), stream), "cuGraphLaunch");
        return;
      }
    }
    launchAll();
    sequences.addFirst(new Sequence(direct(launches.limit()).put(launches.duplicate()).flip()));
    if (sequences.size() > MOST_SEQUENCES) {
      sequences.removeLast().graph.ifPresent(jcuda.driver.JCudaDriver::cuGraphExecDestroy);
    }
  }

  private CUgraphExec capture() {
    String remedy = "; open the backend with launching=singly if this device cannot";
    int begun = cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    Device.check(begun, "cuStreamBeginCapture", remedy);
    CUgraph graph = new CUgraph();
    try {
      launchAll();
    } catch (RuntimeException e) {
      if (cuStreamEndCapture(stream, graph) == CUresult.CUDA_SUCCESS) {
        cuGraphDestroy(graph);
      }
      throw e;
    }
    Device.check(cuStreamEndCapture(stream, graph), "cuStreamEndCapture", remedy);
    CUgraphExec executable = new CUgraphExec();
    int instantiated = cuGraphInstantiate(executable, graph, 0);
    cuGraphDestroy(graph);
    Device.check(instantiated, "cuGraphInstantiate", remedy);
    return executable;
  }

  private void launchAll() {
    int at = 0;
    while (at < launches.limit()) {
      int kernel = launches.getInt(at);
      int bytes = launches.getInt(at + 8);
      if (kernel == LIBRARY_PRODUCT) {
        library.orElseThrow().multiply(ProductLibrary.Call.readFrom(launches.duplicate()
            .order(ByteOrder.nativeOrder()).position(at + HEADER_BYTES)));
      } else {
        launch(Kernel.values()[kernel], launches.getInt(at + 4), at + HEADER_BYTES);
      }
      at += HEADER_BYTES + (bytes + 15) / 16 * 16;
    }
  }

  private void launch(Kernel kernel, int blocks, int parameters) {
    Pointer structure = launchesPointer.withByteOffset(parameters);
    Device.check(cuLaunchKernel(device.function(kernel), blocks, 1, 1, kernel.threads(), 1, 1, kernel.sharedBytes(),
        stream, Pointer.to(structure), new Pointer()), "the launch of " + kernel.entry());
  }

  /** Waits for everything that was flushed. */
  void synchronize() {
    device.makeCurrent();
    Device.check(cuStreamSynchronize(stream), "the work on " + device.name());
  }

  @Override
  public void close() {
    if (device.isUsable()) {
      cuStreamSynchronize(stream);
      for (Sequence each : sequences) {
        each.graph.ifPresent(jcuda.driver.JCudaDriver::cuGraphExecDestroy);
      }
      library.ifPresent(ProductLibrary::close);
      cuStreamDestroy(stream);
    }
    sequences.clear();
  }
}
