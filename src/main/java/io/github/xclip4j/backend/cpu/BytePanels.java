package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.Species.FLOATS;
import static io.github.xclip4j.backend.cpu.Species.LANES;
import static io.github.xclip4j.backend.cpu.Species.TILE_COLS;

import io.github.xclip4j.backend.Matrix;
import jdk.incubator.vector.FloatVector;

/** Panels of 8-bit integers with one scale per output, widened when they are used: once for all rows of a block. */
final class BytePanels implements Panels {
  private static final int LARGEST = 127;

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
    widen(values, (panel * inputs + firstInput) * TILE_COLS, scratch, count * TILE_COLS);
    scale(scratch, count * TILE_COLS, scales, panel * TILE_COLS);
    return scratch;
  }

  private static void widen(byte[] from, int start, float[] to, int count) {
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
  public boolean pack(Matrix weight, int panel, float[] row) {
    int first = panel * TILE_COLS;
    boolean exact = true;
    for (int n = 0; n < Math.min(TILE_COLS, weight.rows() - first); n++) {
      weight.read(first + n, 0, inputs, row, 0);
      float scale = scale(row);
      exact &= scale >= 0;
      scales[first + n] = scale;
      for (int k = 0; k < inputs; k++) {
        values[(panel * inputs + k) * TILE_COLS + n] = (byte) quantum(row[k], scale);
      }
    }
    return exact;
  }

  /**
   * The scale a row was quantised with, found from its values: its largest is 127 scales, rounded.
   *
   * @return the scale, or −1 if the values are no multiples of one
   */
  private static float scale(float[] row) {
    float largest = 0;
    for (float value : row) {
      largest = Math.max(largest, Math.abs(value));
    }
    float near = largest / LARGEST;
    for (float scale : new float[] {near, Math.nextUp(near), Math.nextDown(near)}) {
      if (isScale(scale, row)) {
        return scale;
      }
    }
    return -1;
  }

  private static boolean isScale(float scale, float[] row) {
    for (float value : row) {
      if (quantum(value, scale) * scale != value) {
        return false;
      }
    }
    return true;
  }

  private static int quantum(float value, float scale) {
    return scale == 0 ? 0 : Math.clamp(Math.round(value / scale), -LARGEST, LARGEST);
  }
}
