package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.BackendUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The shared library of kernels: the image of record from the jar, or another build of the same sources. Mapped for as long
 * as an arena lives.
 */
/*
 * A library needs a file name. A memory file (memfd_create, Linux 3.17) has one and leaves nothing on a disk that may be
 * full, read-only or mounted noexec. Where the system refuses it, a temporary file takes its place, which only its owner can
 * read and which is deleted as soon as it is mapped. Other systems and processors need no list: they lack memfd_create, or
 * their loader refuses the library.
 */
final class NativeLibrary implements NativeFunctions {
  static final String IMAGE = "kernels.so";
  private static final int CLOSE_ON_EXEC = 1; // MFD_CLOEXEC

  private final SymbolLookup symbols;

  private NativeLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /**
   * Maps the image of record.
   *
   * @throws BackendUnavailableException if this system or processor cannot take it
   */
  static NativeLibrary ofRecord(Arena arena) {
    byte[] image;
    try (InputStream content = NativeLibrary.class.getResourceAsStream(IMAGE)) {
      if (content == null) {
        throw new BackendUnavailableException("the jar was built without the kernels for matrix units: use simd");
      }
      image = content.readAllBytes();
    } catch (IOException e) {
      throw new BackendUnavailableException("the kernels for matrix units cannot be read: " + e.getMessage(), e);
    }
    Optional<MemorySegment> memoryFile = Linker.nativeLinker().defaultLookup().find("memfd_create");
    if (memoryFile.isEmpty()) {
      throw new BackendUnavailableException("the kernels for matrix units are for Linux on x86-64: use simd");
    }
    return inMemory(memoryFile.get(), image, arena).orElseGet(() -> inFile(image, arena));
  }

  /** Maps a library file. */
  @SuppressWarnings("restricted") // loads native code
  static NativeLibrary of(Path file, Arena arena) {
    return new NativeLibrary(SymbolLookup.libraryLookup(file, arena));
  }

  @SuppressWarnings("restricted") // asks the system for a memory file
  private static Optional<NativeLibrary> inMemory(MemorySegment memoryFile, byte[] image, Arena arena) {
    Linker linker = Linker.nativeLinker();
    MethodHandle create = linker.downcallHandle(memoryFile,
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    MethodHandle close = linker.downcallHandle(linker.defaultLookup().findOrThrow("close"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try (Arena names = Arena.ofConfined()) {
      int file = (int) call(create, names.allocateFrom("xclip4j"), CLOSE_ON_EXEC);
      if (file < 0) {
        return Optional.empty();
      }
      try {
        Path path = Path.of("/proc/self/fd/" + file);
        Files.write(path, image);
        return Optional.of(of(path, arena));
      } catch (IOException | IllegalArgumentException e) { // no /proc, or memory files may not be executed
        return Optional.empty();
      } finally {
        call(close, file);
      }
    }
  }

  private static NativeLibrary inFile(byte[] image, Arena arena) {
    try {
      Path file = Files.createTempFile("xclip4j", ".so"); // for its owner's eyes only
      try {
        Files.write(file, image);
        return of(file, arena);
      } finally {
        Files.delete(file);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BackendUnavailableException("the kernels for matrix units cannot be loaded (" + e.getMessage()
          + "): they are for Linux on x86-64; use simd", e);
    }
  }

  @Override
  @SuppressWarnings("restricted") // calls native code
  public MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor, Linker.Option.critical(true));
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What a method handle declares to throw, which a downcall never does of its own. */
  static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case RuntimeException known -> known;
      case Error error -> throw error;
      default -> new IllegalStateException(e);
    };
  }
}
