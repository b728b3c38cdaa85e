package io.github.xclip4j.internal.backend.matrix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/** The functions of a library, whose calls go through a test. */
final class WatchedFunctions implements NativeFunctions {
  /** A call of a function. */
  record Call(String name, List<Object> arguments) {
    /** An argument that is a number. */
    long number(int index) {
      return (long) arguments.get(index);
    }
  }

  /** Sees each call of a function without a result, and decides whether and how often it is carried out. */
  interface Watch {
    void called(Call call, Runnable work);
  }

  private final NativeFunctions library;
  private final Watch watch;

  WatchedFunctions(NativeFunctions library, Watch watch) {
    this.library = library;
    this.watch = watch;
  }

  @Override
  public MethodHandle function(String name, FunctionDescriptor descriptor) {
    MethodHandle function = library.function(name, descriptor);
    if (function.type().returnType() != void.class) {
      return function;
    }
    try {
      MethodHandle called = MethodHandles.lookup().bind(this, "called",
          MethodType.methodType(void.class, String.class, MethodHandle.class, Object[].class));
      return MethodHandles.insertArguments(called, 0, name, function)
          .asCollector(Object[].class, function.type().parameterCount())
          .asType(function.type());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private void called(String name, MethodHandle function, Object... arguments) {
    watch.called(new Call(name, List.of(arguments)), () -> {
      try {
        function.invokeWithArguments(arguments);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    });
  }
}
