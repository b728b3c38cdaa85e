package io.github.xclip4j.internal.backend.cuda;

import jcuda.NativePointerObject;
import jcuda.driver.CUdeviceptr;

/** Device pointers as numbers, which launch parameters and the addresses of views need. */
final class Addresses {
  private Addresses() {}

  static long of(CUdeviceptr pointer) {
    return new Reading(pointer).value();
  }

  static CUdeviceptr pointer(long address) {
    return new Writing(address);
  }

  /** JCuda's pointers show their numbers to subclasses only. */
  private static final class Reading extends CUdeviceptr {
    Reading(CUdeviceptr pointer) {
      super(pointer);
    }

    long value() {
      return getNativePointer() + getByteOffset();
    }
  }

  private static final class Writing extends CUdeviceptr {
    Writing(long address) {
      super(new CUdeviceptr(), address);
    }
  }

  /** A handle of JCuda as a number, for functions that are called without JCuda. */
  static long of(NativePointerObject handle) {
    return new Handle(handle).value();
  }

  private static final class Handle extends NativePointerObject {
    Handle(NativePointerObject handle) {
      super(handle);
    }

    long value() {
      return getNativePointer();
    }
  }
}
