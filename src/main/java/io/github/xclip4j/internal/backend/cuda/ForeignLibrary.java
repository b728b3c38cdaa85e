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

/** A native library of CUDA 13 whose functions return a status, through the Foreign Function API. */
final class ForeignLibrary {
  static final int SUCCESS = 0; // CUBLAS_STATUS_SUCCESS

  private final String file;
  private final SymbolLookup symbols;

  /**
   * Loads a library for as long as the arena lives.
   *
   * @throws BackendUnavailableException if the library is missing
   */
  @SuppressWarnings("restricted") // looks the library up by name
  ForeignLibrary(String file, Arena arena) {
    this.file = file;
    try {
      symbols = SymbolLookup.libraryLookup(file, arena);
    } catch (IllegalArgumentException e) {
      throw new BackendUnavailableException(
          "cuBLAS 13 cannot be loaded (" + file + "): install CUDA 13's libraries, or use other products", e);
    }
  }

  /** @throws BackendUnavailableException if the library has no such function */
  @SuppressWarnings("restricted") // calls into the library
  MethodHandle function(String name, MemoryLayout... parameters) {
    MemorySegment address = symbols.find(name)
        .orElseThrow(() -> new BackendUnavailableException(file + " has no " + name + ": use other products"));
    return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  /** Calls a function that is not called often. */
  static int status(MethodHandle function, Object... arguments) {
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) { // what a method handle declares; a downcall throws nothing of its own
      throw unexpected(e);
    }
  }

  /** @throws IllegalStateException unless the function succeeds */
  static void call(MethodHandle function, String name, Object... arguments) {
    check(status(function, arguments), name);
  }

  static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case RuntimeException known -> known;
      case Error error -> throw error;
      default -> new IllegalStateException(e);
    };
  }

  static void check(int status, String call) {
    if (status != SUCCESS) {
      throw new IllegalStateException(call + " of cuBLAS 13 failed with status " + status
          + ": open the backend with products=own if this goes on");
    }
  }
}
