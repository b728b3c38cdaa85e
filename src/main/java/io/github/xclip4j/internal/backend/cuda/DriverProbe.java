package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Checks for everything that a device needs before any class of JCuda is loaded. Without a driver, JCuda fails with an
 * {@link UnsatisfiedLinkError} of thirty lines at first, and with a {@link NoClassDefFoundError} from then on.
 */
final class DriverProbe {
  private static final String JCUDA_CLASS = "jcuda.driver.JCudaDriver";
  private static final int NO_DEVICE = 100;

  private DriverProbe() {}

  /** @throws BackendUnavailableException naming the first thing that is missing, and the remedy */
  static void require(int device) {
    // Checks without native calls come first, because the JVM warns about native calls that are not enabled.
    requireClass(JCUDA_CLASS, "org.jcuda:jcuda");
    if (DriverProbe.class.getResource(Device.IMAGE) == null) {
      throw noImage(Device.IMAGE);
    }
    try (Arena arena = Arena.ofConfined()) {
      int devices = countDevices(ForeignLibrary.driver(arena, "reinstall NVIDIA's driver"), arena);
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

  /** Whether a class of an optional library is on the class path; does not initialise it. */
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

  private static int countDevices(ForeignLibrary driver, Arena arena) {
    int initialised = ForeignLibrary.status(driver.function("cuInit", ValueLayout.JAVA_INT), 0);
    if (initialised == NO_DEVICE) {
      throw noDevice();
    }
    if (initialised != ForeignLibrary.SUCCESS) {
      throw new BackendUnavailableException("the CUDA driver does not start (cuInit returns " + initialised
          + "): check whether nvidia-smi works");
    }
    MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
    int counted = ForeignLibrary.status(driver.function("cuDeviceGetCount", ValueLayout.ADDRESS), count);
    if (counted != ForeignLibrary.SUCCESS || count.get(ValueLayout.JAVA_INT, 0) == 0) {
      throw noDevice();
    }
    return count.get(ValueLayout.JAVA_INT, 0);
  }

  private static BackendUnavailableException noDevice() {
    return new BackendUnavailableException(
        "there is a CUDA driver but no device that it may use: check nvidia-smi and CUDA_VISIBLE_DEVICES");
  }
}
