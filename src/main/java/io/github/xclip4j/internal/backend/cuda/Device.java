package io.github.xclip4j.internal.backend.cuda;

import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuGetErrorName;
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoD;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;

import io.github.xclip4j.backend.BackendUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;

/** One device: its primary context, the loaded kernels, and all memory that was allocated on it. */
final class Device implements AutoCloseable {
  /** The compute capability, times ten, that the warpgroup kernels are for. */
  static final int HOPPER = 90;
  static final String NEWER_DRIVER = "install a driver of CUDA 12.0 or newer, or name other products";
  static final String IMAGE = "kernels.ptx";
  private static final String HOPPER_IMAGE = "hopper.ptx";
  private static final int OLDEST_CAPABILITY = 80;
  private static final int SHARED_WITHOUT_ASKING = 48 << 10;

  private final CUdevice handle = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final List<CUmodule> modules = new ArrayList<>();
  private final Map<Kernel, CUfunction> functions = new EnumMap<>(Kernel.class);
  private final Map<Long, Allocation> allocations = new ConcurrentHashMap<>();
  private final String name;
  private final int capability;
  private final int multiprocessors;
  private Optional<TensorMaps> tensorMaps = Optional.empty();

  private record Allocation(CUdeviceptr pointer, long bytes) {}

  /** @throws BackendUnavailableException if the device is too old or the kernels cannot be loaded */
  Device(int index) {
    check(cuInit(0), "cuInit");
    check(cuDeviceGet(handle, index), "cuDeviceGet");
    byte[] text = new byte[128];
    check(cuDeviceGetName(text, text.length, handle), "cuDeviceGetName");
    name = new String(text, StandardCharsets.UTF_8).replace("\0", "").trim();
    capability = 10 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
        + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    if (capability < OLDEST_CAPABILITY) {
      throw new BackendUnavailableException(name + " has compute capability " + capability / 10 + "." + capability % 10
          + ", and the kernels need 8.0 (Ampere): use another device or a CPU backend");
    }
    multiprocessors = attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    byte[] image = image(IMAGE);
    check(cuDevicePrimaryCtxRetain(context, handle), "cuDevicePrimaryCtxRetain");
    try {
      load(image, "PTX 7.8 needs a driver of CUDA 11.8 or newer, install one", Kernel.COMMON);
    } catch (RuntimeException e) {
      unloadAll();
      cuDevicePrimaryCtxRelease(handle);
      throw e;
    }
  }

  private int attribute(int attribute) {
    int[] value = new int[1];
    check(cuDeviceGetAttribute(value, attribute, handle), "cuDeviceGetAttribute");
    return value[0];
  }

  /** The PTX with the final zero that the driver looks for. */
  private static byte[] image(String file) {
    try (InputStream in = Device.class.getResourceAsStream(file)) {
      if (in == null) {
        throw DriverProbe.noImage(file);
      }
      byte[] text = in.readAllBytes();
      return java.util.Arrays.copyOf(text, text.length + 1);
    } catch (IOException e) {
      throw new BackendUnavailableException("the kernel image " + file + " cannot be read: take another xclip4j jar",
          e);
    }
  }

  private void load(byte[] image, String remedy, Set<Kernel> kernels) {
    makeCurrent();
    CUmodule module = new CUmodule();
    int loaded = cuModuleLoadData(module, image);
    if (loaded != CUresult.CUDA_SUCCESS) {
      throw new BackendUnavailableException(
          "the driver refuses the kernels (cuModuleLoadData: " + errorName(loaded) + "): " + remedy);
    }
    modules.add(module);
    for (Kernel kernel : kernels) {
      CUfunction function = new CUfunction();
      check(cuModuleGetFunction(function, module, kernel.entry()), "cuModuleGetFunction of " + kernel.entry());
      if (kernel.sharedBytes() > SHARED_WITHOUT_ASKING) {
        check(cuFuncSetAttribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
            kernel.sharedBytes()), "cuFuncSetAttribute of " + kernel.entry());
      }
      functions.put(kernel, function);
    }
  }

  /**
   * Loads the kernels for Hopper, before the device is used.
   *
   * @throws BackendUnavailableException if this is no Hopper device, or its driver refuses the kernels
   */
  void loadHopperKernels() {
    if (capability != HOPPER) {
      throw new BackendUnavailableException(name + " has compute capability " + capability / 10 + "." + capability % 10
          + ", and the warpgroup kernels are for 9.0 only: use products own_mma or cuBLAS");
    }
    TensorMaps maps = new TensorMaps(this);
    load(image(HOPPER_IMAGE), NEWER_DRIVER, Set.of(Kernel.GEMM_BF16_WGMMA));
    tensorMaps = Optional.of(maps);
  }

  /** Makes tensor maps; present if the kernels for Hopper were loaded. */
  Optional<TensorMaps> tensorMaps() {
    return tensorMaps;
  }

  private void unloadAll() {
    modules.forEach(jcuda.driver.JCudaDriver::cuModuleUnload);
    modules.clear();
  }

  String name() {
    return name;
  }

  /** Ten times the compute capability. */
  int capability() {
    return capability;
  }

  int multiprocessors() {
    return multiprocessors;
  }

  CUfunction function(Kernel kernel) {
    return functions.get(kernel);
  }

  /** Makes this device the current one of the calling thread. */
  void makeCurrent() {
    check(cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  /** Device memory, or nothing if there is not enough. */
  OptionalLong allocate(long bytes) {
    makeCurrent();
    CUdeviceptr pointer = new CUdeviceptr();
    int result = cuMemAlloc(pointer, Math.max(bytes, 16));
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      return OptionalLong.empty();
    }
    check(result, "cuMemAlloc of " + bytes + " bytes");
    long address = Addresses.of(pointer);
    allocations.put(address, new Allocation(pointer, bytes));
    return OptionalLong.of(address);
  }

  /** @throws IllegalStateException if there is not enough */
  long allocate(long bytes, String what) {
    return allocate(bytes).orElseThrow(() -> new IllegalStateException(what + " needs " + bytes + " bytes of " + name
        + "'s memory, which has " + freeBytes() + " left: release models and contexts, or use a larger device"));
  }

  long freeBytes() {
    makeCurrent();
    long[] free = new long[1];
    check(cuMemGetInfo(free, new long[1]), "cuMemGetInfo");
    return free[0];
  }

  /** Frees memory. Does nothing for 0, for memory freed before, and if the context is lost. */
  void free(long address) {
    Allocation allocation = allocations.remove(address);
    if (allocation != null && isUsable()) {
      cuMemFree(allocation.pointer);
    }
  }

  /** Makes this device current; false if its context is lost. */
  boolean isUsable() {
    return cuCtxSetCurrent(context) == CUresult.CUDA_SUCCESS;
  }

  /** Copies all of a direct buffer to the device and waits. */
  void upload(long address, ByteBuffer direct, long bytes) {
    makeCurrent();
    check(cuMemcpyHtoD(Addresses.pointer(address), Pointer.to(direct), bytes), "cuMemcpyHtoD of " + bytes + " bytes");
  }

  @Override
  public void close() {
    if (isUsable()) {
      for (Allocation each : allocations.values()) {
        cuMemFree(each.pointer);
      }
      unloadAll();
    }
    allocations.clear();
    cuDevicePrimaryCtxRelease(handle);
  }

  /** @throws IllegalStateException unless a driver call succeeded */
  static void check(int result, String call) {
    check(result, call, isSticky(result) ? "; the device's context is lost: close the backend and open another" : "");
  }

  /** @param remedy ends the message */
  static void check(int result, String call, String remedy) {
    if (result != CUresult.CUDA_SUCCESS) {
      throw new IllegalStateException(call + " failed: " + errorName(result) + remedy);
    }
  }

  private static boolean isSticky(int result) {
    return result == CUresult.CUDA_ERROR_ILLEGAL_ADDRESS || result == CUresult.CUDA_ERROR_LAUNCH_TIMEOUT
        || result == CUresult.CUDA_ERROR_MISALIGNED_ADDRESS || result == CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION;
  }

  private static String errorName(int result) {
    String[] text = new String[1];
    return cuGetErrorName(result, text) == CUresult.CUDA_SUCCESS ? text[0] : "error " + result;
  }
}
