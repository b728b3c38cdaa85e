package io.github.xclip4j.internal.backend.matrix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Where the kernels come from: a library, or a test that watches their calls. */
@FunctionalInterface
interface NativeFunctions {
  /**
   * A function that takes arrays of the Java heap as they lie.
   *
   * @throws java.util.NoSuchElementException if there is none of that name
   */
  MethodHandle function(String name, FunctionDescriptor descriptor);
}
