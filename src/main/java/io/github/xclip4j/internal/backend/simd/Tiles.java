package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;

import jdk.incubator.vector.FloatVector;

/** Loops over the rows of tiles, {@link Species#TILE_COLS} values each, one after the other. */
final class Tiles {
  private Tiles() {}

  /** Sets every row of {@code length} floats of tiles to {@code TILE_COLS} values of {@code row}. */
  static void fill(float[] tiles, int start, int length, float[] row, int rowStart) {
    FloatVector left = FloatVector.fromArray(FLOATS, row, rowStart);
    FloatVector right = FloatVector.fromArray(FLOATS, row, rowStart + LANES);
    for (int i = start; i < start + length; i += TILE_COLS) {
      left.intoArray(tiles, i);
      right.intoArray(tiles, i + LANES);
    }
  }

  /** Copies {@code width} values of each row of tiles to {@code y[rowStarts[row] + column …]}. */
  static void copyRows(float[] y, int[] rowStarts, int rows, int column, int width, float[] tiles, int start) {
    if (width == TILE_COLS) {
      copyWholeRows(y, rowStarts, rows, column, tiles, start);
      return;
    }
    for (int r = 0; r < rows; r++) {
      System.arraycopy(tiles, start + r * TILE_COLS, y, rowStarts[r] + column, width);
    }
  }

  private static void copyWholeRows(float[] y, int[] rowStarts, int rows, int column, float[] tiles, int start) {
    for (int r = 0; r < rows; r++) {
      int from = start + r * TILE_COLS;
      int to = rowStarts[r] + column;
      FloatVector.fromArray(FLOATS, tiles, from).intoArray(y, to);
      FloatVector.fromArray(FLOATS, tiles, from + LANES).intoArray(y, to + LANES);
    }
  }

  /** Adds {@code width} values of each row of tiles to {@code y[rowStarts[row] + column …]}. */
  static void addRows(float[] y, int[] rowStarts, int rows, int column, int width, float[] tiles, int start) {
    if (width == TILE_COLS) {
      addWholeRows(y, rowStarts, rows, column, tiles, start);
      return;
    }
    for (int r = 0; r < rows; r++) {
      RowMath.add(y, rowStarts[r] + column, tiles, start + r * TILE_COLS, width);
    }
  }

  private static void addWholeRows(float[] y, int[] rowStarts, int rows, int column, float[] tiles, int start) {
    for (int r = 0; r < rows; r++) {
      int from = start + r * TILE_COLS;
      int to = rowStarts[r] + column;
      FloatVector left = FloatVector.fromArray(FLOATS, tiles, from);
      FloatVector right = FloatVector.fromArray(FLOATS, tiles, from + LANES);
      FloatVector.fromArray(FLOATS, y, to).add(left).intoArray(y, to);
      FloatVector.fromArray(FLOATS, y, to + LANES).add(right).intoArray(y, to + LANES);
    }
  }
}
