package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/**
 * Finds out whether there is what a device takes, before any class of JCuda is loaded: JCuda without a driver ends in an
 * {@link UnsatisfiedLinkError} of thirty lines, once, and in a {@link NoClassDefFoundError} from then on.
 */
final class DriverProbe {
  static final String DRIVER = "libcuda.so.1";
  private static final String JCUDA_CLASS = "jcuda.driver.JCudaDriver";
  private static final int NO_DEVICE = 100;

  private DriverProbe() {}

  /** @throws BackendUnavailableException naming the first thing that is missing, and the remedy */
  static void require(int device) {
    // What is in Java's reach first: the JVM warns of each native call where it was not told to expect them.
    requireClass(JCUDA_CLASS, "org.jcuda:jcuda");
    if (DriverProbe.class.getResource(Device.IMAGE) == null) {
      throw noImage(Device.IMAGE);
    }
    try (Arena arena = Arena.ofConfined()) {
      int devices = countDevices(driver(arena), arena);
      if (device < 0 || device >= devices) {
        throw new BackendUnavailableException("there is no CUDA device " + device + ", only "
            + (devices == 1 ? "device 0" : "0 to " + (devices - 1)) + ": choose one of those");
      }
    }
  }

  static BackendUnavailableException noImage(String file) {
    return new BackendUnavailableException("the kernel image " + file
        + " is not on the class path: add the jar with the classifier cuda, or run make ptx in the folder cuda");
  }

  /** Whether a class of an optional library is on the class path; nothing of it is initialised. */
  static boolean hasClass(String name) {
    try {
      Class.forName(name, false, DriverProbe.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void requireClass(String name, String artifact) {
    if (!hasClass(name)) {
      throw new BackendUnavailableException("JCuda is not on the class path: add " + artifact
          + ":12.6.0 and its natives for this platform");
    }
  }

  @SuppressWarnings("restricted") // looks the driver up by name
  private static SymbolLookup driver(Arena arena) {
    try {
      return SymbolLookup.libraryLookup(DRIVER, arena);
    } catch (IllegalArgumentException e) {
      throw new BackendUnavailableException(
          "there is no CUDA driver here (" + DRIVER
              + " cannot be loaded): install NVIDIA's driver or use a CPU backend",
          e);
    }
  }

  private static int countDevices(SymbolLookup driver, Arena arena) {
    int initialised = call(driver, "cuInit", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), 0);
    if (initialised == NO_DEVICE) {
      throw noDevice();
    }
    if (initialised != 0) {
      throw new BackendUnavailableException("the CUDA driver does not start (cuInit returns " + initialised
          + "): see whether nvidia-smi works");
    }
    MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
    int counted = call(driver, "cuDeviceGetCount",
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS), count);
    if (counted != 0 || count.get(ValueLayout.JAVA_INT, 0) == 0) {
      throw noDevice();
    }
    return count.get(ValueLayout.JAVA_INT, 0);
  }

  private static BackendUnavailableException noDevice() {
    return new BackendUnavailableException(
        "there is a CUDA driver but no device that it may use: see nvidia-smi and CUDA_VISIBLE_DEVICES");
  }

  @SuppressWarnings("restricted") // calls into the driver
  private static int call(SymbolLookup driver, String name, FunctionDescriptor signature, Object argument) {
    MemorySegment function = driver.find(name).orElseThrow(
        () -> new BackendUnavailableException(DRIVER + " has no " + name + ": install NVIDIA's driver anew"));
    try {
      return (int) Linker.nativeLinker().downcallHandle(function, signature).invokeWithArguments(argument);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) { // what a method handle declares; a downcall throws nothing of its own
      throw new IllegalStateException(e);
    }
  }
}
