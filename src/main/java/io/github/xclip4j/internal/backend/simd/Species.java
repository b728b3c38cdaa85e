package io.github.xclip4j.internal.backend.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector width of this machine, and the tile that suits it; everything else is written for any width. */
final class Species {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /** Floats in a vector. */
  static final int LANES = FLOATS.length();

  /** Columns of a tile: two vectors. */
  static final int TILE_COLS = 2 * LANES;

  /**
   * Rows of the largest tile. With AVX-512's 32 vector registers 24 accumulators stay in registers; with 16 the compiler
   * spills from the ninth on. (AArch64 has 32 registers at 128 bits, too; nothing was measured there.)
   */
  static final int TILE_ROWS = LANES >= 16 ? 12 : 4;

  /** Floats of the largest tile. */
  static final int TILE = TILE_ROWS * TILE_COLS;

  private Species() {}

  /** {@code count} rounded up to whole tiles of columns. */
  static int wholeTiles(int count) {
    return (count + TILE_COLS - 1) / TILE_COLS * TILE_COLS;
  }

  /** Rows of the kernel that computes {@code rows} rows, padding included: 4, 8 or 12. */
  static int kernelRows(int rows) {
    return Math.min(TILE_ROWS, (rows + 3) / 4 * 4);
  }
}
