package io.github.xclip4j.internal.backend.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.xclip4j.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Makes tensor maps, which describe a bf16 matrix to the copy engine of a Hopper device in the driver's encoding. JCuda
 * lacks the driver's function for that, so it is called through the Foreign Function API.
 */
final class TensorMaps {
  /** Columns of a box, 128 bytes: the copy engine permutes within them. */
  static final int BOX_COLS = 64;

  private static final String FUNCTION = "cuTensorMapEncodeTiled";
  private static final int MAP_BYTES = 128;
  private static final int MAP_ALIGNMENT = 64;
  private static final int BF16 = 9; // CU_TENSOR_MAP_DATA_TYPE_BFLOAT16
  private static final int NO_INTERLEAVE = 0;
  private static final int PERMUTED_128_BYTES = 3; // CU_TENSOR_MAP_SWIZZLE_128B
  private static final int FETCHED_256_BYTES = 3; // CU_TENSOR_MAP_L2_PROMOTION_L2_256B
  private static final int ZEROS_OUTSIDE = 0; // CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE

  private final Device device;
  private final MethodHandle encode;

  /**
   * The matrix that a map describes.
   *
   * @param address of the first element, a multiple of 16
   * @param cols of a row; the copy engine reads zeros past them
   * @param stride from row to row in elements, a multiple of 8 and at least {@code cols}
   * @param boxRows rows that one copy takes, at most 256
   */
  record Shape(long address, long rows, long cols, long stride, int boxRows) {}

  /** A map, in the form of a kernel parameter. */
  record TensorMap(long[] words) {}

  /** @throws BackendUnavailableException if the driver is too old for tensor maps */
  TensorMaps(Device device) {
    this(device, ForeignLibrary.driver(Arena.global(), Device.NEWER_DRIVER));
  }

  TensorMaps(Device device, ForeignLibrary driver) {
    this.device = device;
    encode = driver.function(FUNCTION, ADDRESS, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /** @throws IllegalStateException if the driver refuses the shape */
  TensorMap encode(Shape shape) {
    device.makeCurrent();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map = arena.allocate(MAP_BYTES, MAP_ALIGNMENT);
      MemorySegment sizes = arena.allocateFrom(JAVA_LONG, shape.cols(), shape.rows());
      MemorySegment strides = arena.allocateFrom(JAVA_LONG, shape.stride() * ElementType.BF16.bytes());
      MemorySegment box = arena.allocateFrom(JAVA_INT, BOX_COLS, shape.boxRows());
      MemorySegment steps = arena.allocateFrom(JAVA_INT, 1, 1);
      int result =
          ForeignLibrary.status(() -> (int) encode.invokeExact(map, BF16, 2, shape.address(), sizes, strides, box,
              steps, NO_INTERLEAVE, PERMUTED_128_BYTES, FETCHED_256_BYTES, ZEROS_OUTSIDE));
      Device.check(result, FUNCTION + " of " + shape, "; open the backend with products=own_mma if this happens again");
      return new TensorMap(map.toArray(JAVA_LONG));
    }
  }
}
