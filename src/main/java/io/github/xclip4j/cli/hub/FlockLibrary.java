package io.github.xclip4j.cli.hub;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** flock(2) of the C library. */
final class FlockLibrary {
  private static final int O_RDWR = 2;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;

  /** EAGAIN of Linux, EACCES, EAGAIN of the BSDs and macOS: somebody else has the lock. */
  private static final Set<Integer> BUSY = Set.of(11, 13, 35);

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final boolean POSIX = File.separatorChar == '/';

  private FlockLibrary() {}

  /** Made at first use, so that systems without these functions need not have them. */
  private static final class Functions {
    static final MethodHandle OPEN =
        function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    static final MethodHandle FLOCK = function("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT),
        Linker.Option.captureCallState("errno"));
    static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Functions() {}

    @SuppressWarnings("restricted") // calls into the C library
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, options);
    }
  }

  /** Whether this system has it. */
  static boolean isPresent() {
    return POSIX && Linker.nativeLinker().defaultLookup().find("flock").isPresent();
  }

  /**
   * The lock of a file, if nobody has it; until it is closed. A file system that cannot lock gives it to everyone.
   *
   * @throws IOException if the file cannot be opened
   */
  static Optional<AutoCloseable> tryLock(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = call(Functions.OPEN, arena.allocateFrom(file.toString()), O_RDWR);
      if (descriptor < 0) {
        throw new IOException("cannot open " + file + ": check its permissions");
      }
      MemorySegment state = arena.allocate(STATE);
      if (call(Functions.FLOCK, state, descriptor, LOCK_EX | LOCK_NB) == 0
          || !BUSY.contains((int) ERRNO.get(state, 0L))) {
        return Optional.of(() -> call(Functions.CLOSE, descriptor));
      }
      call(Functions.CLOSE, descriptor);
      return Optional.empty();
    }
  }

  private static int call(MethodHandle function, Object... arguments) {
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) { // what a method handle declares; a downcall throws nothing of its own
      throw new IllegalStateException("cannot call the C library", e);
    }
  }
}
