package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Linear;
import org.jspecify.annotations.Nullable;

/** Weights in panels, and how products with them are divided. */
final class SimdLinear implements Linear.Weights {
  private final int outputs;
  private final int inputs;
  private final Panels panels;
  private final float[] bias;
  /** Of the last product: a layer sees the same number of rows again and again, and an object per product adds up. */
  private volatile @Nullable Tiling tiling;

  /** @param bias one value per column of the panels, zeros for a layer without and beyond the outputs */
  SimdLinear(int outputs, int inputs, Panels panels, float[] bias) {
    this.outputs = outputs;
    this.inputs = inputs;
    this.panels = panels;
    this.bias = bias;
  }

  int outputs() {
    return outputs;
  }

  int inputs() {
    return inputs;
  }

  Panels panels() {
    return panels;
  }

  float[] bias() {
    return bias;
  }

  /** Whether products with so few rows go to {@link RowKernel}; it reads weights where they lie. */
  boolean usesRowKernel(PackedRows x) {
    return x.rows() <= RowKernel.MOST_ROWS && !panels.needsScratch();
  }

  /** The tasks of a product with {@code x}. */
  Tiling tiling(PackedRows x, int threads) {
    Tiling known = tiling;
    if (known == null || known.rows() != x.rows() || known.threads() != threads) {
      int columnPanels = bias.length / Species.TILE_COLS;
      known = usesRowKernel(x) ? Tiling.ofFewRows(x.rows(), columnPanels, threads)
          : Tiling.of(x.rows(), columnPanels, threads);
      tiling = known;
    }
    return known;
  }
}
