package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;

import io.github.xclip4j.backend.Matrix;

/** Panels of 16-bit floats, widened when they are used: once for all rows of a block. */
/*
 * Widening is a loop from array to array, which the compiler turns into vector conversions; the Vector API has none for
 * f16.
 */
final class HalfPanels implements Panels {
  /** How a value is kept in 16 bits. */
  enum Format {
    /** The upper half of a float. */
    BF16,
    /** IEEE half precision. */
    F16;

    short narrow(float value) {
      return switch (this) {
        case BF16 -> (short) (Float.floatToRawIntBits(value) >>> 16);
        case F16 -> Float.floatToFloat16(value);
      };
    }

    float widen(short value) {
      return switch (this) {
        case BF16 -> Float.intBitsToFloat(value << 16);
        case F16 -> Float.float16ToFloat(value);
      };
    }
  }

  private final int inputs;
  private final Format format;
  private final short[] values;

  HalfPanels(int outputs, int inputs, Format format) {
    this.inputs = inputs;
    this.format = format;
    this.values = new short[Math.multiplyExact(Species.wholeTiles(outputs), inputs)];
  }

  @Override
  public float[] values(float[] scratch, int panel, int firstInput, int count) {
    int from = (panel * inputs + firstInput) * TILE_COLS;
    switch (format) {
      case BF16 -> widenBf16(scratch, values, from, count * TILE_COLS);
      case F16 -> widenF16(scratch, values, from, count * TILE_COLS);
    }
    return scratch;
  }

  private static void widenBf16(float[] to, short[] from, int start, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.intBitsToFloat(from[start + i] << 16);
    }
  }

  private static void widenF16(float[] to, short[] from, int start, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.float16ToFloat(from[start + i]);
    }
  }

  @Override
  public int start(int panel, int firstInput) {
    return 0;
  }

  @Override
  public boolean needsScratch() {
    return true;
  }

  @Override
  public boolean pack(Matrix weight, int panel) {
    float[] row = new float[inputs];
    int first = panel * TILE_COLS;
    boolean exact = true;
    for (int n = 0; n < Math.min(TILE_COLS, weight.rows() - first); n++) {
      weight.read(first + n, 0, inputs, row, 0);
      for (int k = 0; k < inputs; k++) {
        short narrow = format.narrow(row[k]);
        exact &= Float.floatToIntBits(format.widen(narrow)) == Float.floatToIntBits(row[k]);
        values[(panel * inputs + k) * TILE_COLS + n] = narrow;
      }
    }
    return exact;
  }
}
