package io.github.xclip4j.cli.checkpoints;

import io.github.xclip4j.weights.DType;
import java.nio.ByteBuffer;

/** Floats to stored elements, rounded to the nearest, ties to even. */
final class ElementWriter {
  private ElementWriter() {}

  /** Puts {@code count} values as elements of a floating-point type. */
  static void floats(DType dtype, float[] values, int offset, int count, ByteBuffer target) {
    switch (dtype) {
      case F32 -> {
        target.asFloatBuffer().put(values, offset, count);
        target.position(target.position() + count * Float.BYTES);
      }
      case F64 -> {
        for (int i = 0; i < count; i++) {
          target.putDouble(values[offset + i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          target.putShort(Float.floatToFloat16(values[offset + i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          target.putShort(bfloat16(values[offset + i]));
        }
      }
      default -> throw new IllegalArgumentException("floats are not written as " + dtype);
    }
  }

  /** The upper half of a float, rounded to the nearest, ties to even; NaN stays NaN. */
  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }
}
