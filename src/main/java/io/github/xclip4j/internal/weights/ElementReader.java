package io.github.xclip4j.internal.weights;

import io.github.xclip4j.weights.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Stored elements to floats and longs.
 *
 * <p>Runs of narrow elements are copied into an array first: loops from array to array are what the compiler turns
 * into vector conversions.
 */
public final class ElementReader {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private ElementReader() {}

  /** Widens {@code count} adjacent elements from {@code firstElement} on. */
  public static void floats(
      DType dtype, MemorySegment storage, long firstElement, int count, float[] target, int targetOffset) {
    long start = firstElement * dtype.bits() / Byte.SIZE;
    switch (dtype) {
      case F32 -> MemorySegment.copy(storage, FLOAT, start, target, targetOffset, count);
      case F16 -> {
        short[] halves = shorts(storage, start, count);
        for (int i = 0; i < count; i++) {
          target[targetOffset + i] = Float.float16ToFloat(halves[i]);
        }
      }
      case BF16 -> {
        short[] halves = shorts(storage, start, count);
        for (int i = 0; i < count; i++) {
          target[targetOffset + i] = Float.intBitsToFloat(halves[i] << 16);
        }
      }
      case I8 -> {
        byte[] bytes = new byte[count];
        MemorySegment.copy(storage, ValueLayout.JAVA_BYTE, start, bytes, 0, count);
        for (int i = 0; i < count; i++) {
          target[targetOffset + i] = bytes[i];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          target[targetOffset + i] = element(dtype, storage, firstElement + i);
        }
      }
    }
  }

  private static short[] shorts(MemorySegment storage, long start, int count) {
    short[] halves = new short[count];
    MemorySegment.copy(storage, SHORT, start, halves, 0, count);
    return halves;
  }

  /** One element as a float; integers and doubles are rounded to the nearest. */
  public static float element(DType dtype, MemorySegment storage, long index) {
    return switch (dtype) {
      case F32 -> storage.get(FLOAT, index * Float.BYTES);
      case F64 -> (float) storage.get(DOUBLE, index * Double.BYTES);
      case F16 -> Float.float16ToFloat(storage.get(SHORT, index * Short.BYTES));
      case BF16 -> Float.intBitsToFloat(storage.get(SHORT, index * Short.BYTES) << 16);
      default -> integer(dtype, storage, index);
    };
  }

  /** One integer element; U64 wraps beyond 2^63. */
  public static long integer(DType dtype, MemorySegment storage, long index) {
    return switch (dtype) {
      case BOOL, U8 -> storage.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
      case I8 -> storage.get(ValueLayout.JAVA_BYTE, index);
      case U16 -> storage.get(SHORT, index * Short.BYTES) & 0xFFFF;
      case I16 -> storage.get(SHORT, index * Short.BYTES);
      case U32 -> Integer.toUnsignedLong(storage.get(INT, index * Integer.BYTES));
      case I32 -> storage.get(INT, index * Integer.BYTES);
      case U64, I64 -> storage.get(LONG, index * Long.BYTES);
      default -> throw new IllegalArgumentException("elements of type " + dtype + " are not integers");
    };
  }
}
