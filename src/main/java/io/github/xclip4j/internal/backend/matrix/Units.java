package io.github.xclip4j.internal.backend.matrix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.Precision;
import java.lang.foreign.FunctionDescriptor;

/**
 * The units that the processor has and the system lets a program use.
 *
 * @param bits {@code UNIT_*} of {@code kernels.h}
 */
record Units(long bits) {
  private static final long AMX_BF16 = 1;
  private static final long AMX_INT8 = 2;
  private static final long AVX512_BF16 = 4;
  private static final long AVX512_VNNI = 8;
  private static final long AMX_REFUSED = 16;

  /** Asks the processor, and the system for the registers of AMX. */
  static Units of(NativeLibrary library) {
    try {
      return new Units((long) library.function("xclip4j_units", FunctionDescriptor.of(JAVA_LONG)).invokeExact());
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /**
   * The unit for a precision.
   *
   * @throws BackendUnavailableException saying what is missing, and what to use
   */
  Unit choose(Precision precision) {
    if (has(AMX_BF16 | AMX_INT8)) {
      return Unit.AMX;
    }
    String refused = has(AMX_REFUSED) ? "the system does not let programs use AMX" : "the processor has no AMX";
    if (!has(AVX512_BF16 | AVX512_VNNI)) {
      throw new BackendUnavailableException(refused + " and no AVX-512 BF16, which matrix products take: use simd");
    }
    if (precision == Precision.EXACT) {
      throw new BackendUnavailableException(refused + ", and exact products on its AVX-512 BF16 are slower than on "
          + "vectors: use simd, or matrix with precision fast");
    }
    return Unit.AVX512;
  }

  private boolean has(long wanted) {
    return (bits & wanted) == wanted;
  }
}
