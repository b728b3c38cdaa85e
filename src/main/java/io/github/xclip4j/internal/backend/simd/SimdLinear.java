package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Linear;

/**
 * Weights in panels.
 *
 * @param bias one value per column of the panels, zeros for a layer without and beyond the outputs
 */
record SimdLinear(int outputs, int inputs, Panels panels, float[] bias) implements Linear.Weights {
  int panelCount() {
    return bias.length / Species.TILE_COLS;
  }
}
