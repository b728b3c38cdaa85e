package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;

import io.github.xclip4j.backend.Matrix;

/** Panels of bf16 or f16, widened when they are used: once for all rows of a block. */
/*
 * Widening is a loop from array to array, which the compiler turns into vector conversions; the Vector API has none for
 * f16.
 */
final class HalfPanels implements Panels {
  private final int inputs;
  private final boolean bfloat;
  private final short[] values;

  /** @param bfloat bf16, the upper half of a float; otherwise IEEE half precision */
  HalfPanels(int outputs, int inputs, boolean bfloat) {
    this.inputs = inputs;
    this.bfloat = bfloat;
    this.values = new short[Math.multiplyExact(Species.wholeTiles(outputs), inputs)];
  }

  @Override
  public float[] values(float[] scratch, int panel, int firstInput, int count) {
    int from = (panel * inputs + firstInput) * TILE_COLS;
    if (bfloat) {
      widenBfloat(values, from, scratch, count * TILE_COLS);
    } else {
      widenHalf(values, from, scratch, count * TILE_COLS);
    }
    return scratch;
  }

  private static void widenBfloat(short[] from, int start, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.intBitsToFloat(from[start + i] << 16);
    }
  }

  private static void widenHalf(short[] from, int start, float[] to, int count) {
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
        short narrow = bfloat ? (short) (Float.floatToRawIntBits(row[k]) >>> 16) : Float.floatToFloat16(row[k]);
        float back = bfloat ? Float.intBitsToFloat(narrow << 16) : Float.float16ToFloat(narrow);
        exact &= Float.floatToIntBits(back) == Float.floatToIntBits(row[k]);
        values[(panel * inputs + k) * TILE_COLS + n] = narrow;
      }
    }
    return exact;
  }
}
