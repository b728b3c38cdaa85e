package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Matrix;

/** Panels of floats, used where they lie. */
/*
 * An array of a megabyte or more starts at a multiple of one (G1 gives it regions of its own), its values 16 bytes
 * further: with 12 floats in front, 64-byte loads do not straddle cache lines.
 */
final class FloatPanels implements Panels {
  private static final int FRONT = 12;

  private final int inputs;
  private final float[] values;

  FloatPanels(int outputs, int inputs) {
    this.inputs = inputs;
    this.values = new float[Math.addExact(FRONT, Math.multiplyExact(Species.wholeTiles(outputs), inputs))];
  }

  @Override
  public float[] values(float[] scratch, int panel, int firstInput, int count) {
    return values;
  }

  @Override
  public int start(int panel, int firstInput) {
    return FRONT + (panel * inputs + firstInput) * Species.TILE_COLS;
  }

  @Override
  public boolean needsScratch() {
    return false;
  }

  @Override
  public boolean pack(Matrix weight, int panel) {
    pack(weight, panel, new float[4 * inputs]);
    return true;
  }

  /** @param rows scratch for four rows */
  void pack(Matrix weight, int panel, float[] rows) {
    Panels.transpose(weight, panel, values, start(panel, 0), rows);
  }
}
