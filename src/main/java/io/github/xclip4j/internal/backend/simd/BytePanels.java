package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;

import io.github.xclip4j.backend.Matrix;
import jdk.incubator.vector.FloatVector;

/** Panels of 8-bit integers with one scale per output, as stored; widened when used: once for all rows of a block. */
final class BytePanels implements Panels {
  private final int inputs;
  private final byte[] values;
  private final float[] scales;

  BytePanels(int outputs, int inputs) {
    this.inputs = inputs;
    this.values = new byte[Math.multiplyExact(Species.wholeTiles(outputs), inputs)];
    this.scales = new float[Species.wholeTiles(outputs)];
  }

  @Override
  public float[] values(float[] scratch, int panel, int firstInput, int count) {
    widen(scratch, values, (panel * inputs + firstInput) * TILE_COLS, count * TILE_COLS);
    scale(scratch, count * TILE_COLS, scales, panel * TILE_COLS);
    return scratch;
  }

  private static void widen(float[] to, byte[] from, int start, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[start + i];
    }
  }

  private static void scale(float[] values, int count, float[] scales, int start) {
    FloatVector left = FloatVector.fromArray(FLOATS, scales, start);
    FloatVector right = FloatVector.fromArray(FLOATS, scales, start + LANES);
    for (int i = 0; i < count; i += TILE_COLS) {
      FloatVector.fromArray(FLOATS, values, i).mul(left).intoArray(values, i);
      FloatVector.fromArray(FLOATS, values, i + LANES).mul(right).intoArray(values, i + LANES);
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
    int first = panel * TILE_COLS;
    byte[] integers = new byte[inputs];
    for (int n = 0; n < Math.min(TILE_COLS, weight.rows() - first); n++) {
      weight.readIntegers(first + n, 0, inputs, integers, 0);
      scales[first + n] = weight.scale(first + n);
      scatter(values, panel * inputs * TILE_COLS + n, integers);
    }
    return true;
  }

  private static void scatter(byte[] target, int start, byte[] row) {
    for (int k = 0, to = start; k < row.length; k++, to += TILE_COLS) {
      target[to] = row[k];
    }
  }
}
