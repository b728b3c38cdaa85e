package io.github.xclip4j.internal.backend.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.xclip4j.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** A native library whose functions return a status, through the Foreign Function API. */
final class ForeignLibrary {
  static final String DRIVER = "libcuda.so.1";
  static final int SUCCESS = 0; // CUDA_SUCCESS, CUBLAS_STATUS_SUCCESS

  /** A call of a native function that returns a status. */
  interface Downcall {
    int status() throws Throwable;
  }

  private final String file;
  private final SymbolLookup symbols;
  private final String remedy;

  /** @param remedy what to do if a function is missing */
  ForeignLibrary(String file, SymbolLookup symbols, String remedy) {
    this.file = file;
    this.symbols = symbols;
    this.remedy = remedy;
  }

  /**
   * Loads NVIDIA's driver for as long as the arena lives.
   *
   * @param remedy what to do if a function is missing
   * @throws BackendUnavailableException if there is none
   */
  static ForeignLibrary driver(Arena arena, String remedy) {
    return load(DRIVER, arena, remedy, "there is no CUDA driver here (" + DRIVER
        + " cannot be loaded): install NVIDIA's driver or use a CPU backend");
  }

  /**
   * Loads a library of CUDA 13 for as long as the arena lives.
   *
   * @throws BackendUnavailableException if it is missing
   */
  static ForeignLibrary cublas13(String file, Arena arena) {
    return load(file, arena, "use other products", "cuBLAS 13 cannot be loaded (" + file
        + "): install CUDA 13's libraries, or use other products");
  }

  @SuppressWarnings("restricted") // looks the library up by name
  private static ForeignLibrary load(String file, Arena arena, String remedy, String missing) {
    try {
      return new ForeignLibrary(file, SymbolLookup.libraryLookup(file, arena), remedy);
    } catch (IllegalArgumentException e) {
      throw new BackendUnavailableException(missing, e);
    }
  }

  /** @throws BackendUnavailableException if the library has no such function */
  @SuppressWarnings("restricted") // calls into the library
  MethodHandle function(String name, MemoryLayout... parameters) {
    MemorySegment address =
        symbols.find(name).orElseThrow(() -> new BackendUnavailableException(file + " has no " + name + ": " + remedy));
    return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  /** The status of a call. Method handles declare {@link Throwable}, but a downcall throws nothing itself. */
  static int status(Downcall call) {
    try {
      return call.status();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls a function with boxed arguments, for calls that are rare. */
  static int status(MethodHandle function, Object... arguments) {
    return status(() -> (int) function.invokeWithArguments(arguments));
  }

  /** @throws IllegalStateException unless the function of cuBLAS succeeds */
  static void call(MethodHandle function, String name, Object... arguments) {
    check(status(function, arguments), name);
  }

  /** @throws IllegalStateException unless the call of cuBLAS succeeded */
  static void check(int status, String call) {
    if (status != SUCCESS) {
      throw new IllegalStateException(call + " of cuBLAS 13 failed with status " + status
          + ": open the backend with products=own if this happens again");
    }
  }
}
