package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** One head's columns of a tensor, arranged as operands of {@link TileKernel}. */
final class HeadOperands {
  private HeadOperands() {}

  /** Floats that {@link #left} takes. */
  static int leftLength(int rows, int headSize) {
    return Math.ceilDiv(rows, TILE_ROWS) * TILE_ROWS * headSize;
  }

  /** Rows of a panel of a left operand: 4, 8 or 12. */
  static int height(int rows, int panel) {
    return Species.kernelRows(rows - panel * TILE_ROWS);
  }

  /** All rows of a group as a left operand of depth {@code headSize}, in the layout of {@link PackedRows}. */
  static void left(float[] target, int start, Tensor x, int group, int column, int headSize) {
    int first = HeapMemory.at(x, group, 0) + column;
    int line = (int) x.rowStride();
    int rows = x.rows();
    for (int row = 0; row < rows; row += 4) {
      int panel = row / TILE_ROWS;
      four(target, start + panel * TILE_ROWS * headSize + row % TILE_ROWS, height(rows, panel), HeapMemory.values(x),
          first, line, row, rows - 1, headSize);
    }
  }

  /**
   * Up to {@link Species#TILE_COLS} rows as the columns of a right operand of depth {@code headSize}; columns after the last
   * of them are never read.
   */
  static void columns(
      float[] target, int start, Tensor x, int group, int column, int headSize, int firstRow, int count) {
    int first = HeapMemory.at(x, group, firstRow) + column;
    int line = (int) x.rowStride();
    for (int i = 0; i < count; i += 4) {
      four(target, start + i, TILE_COLS, HeapMemory.values(x), first, line, i, count - 1, headSize);
    }
  }

  /** Transposes rows {@code row} to {@code row + 3}; the last row stands in for any after it. */
  private static void four(
      float[] target, int to, int stride, float[] from, int first, int line, int row, int last, int headSize) {
    PackedRows.transpose(target, to, stride, from, first + row * line, first + Math.min(row + 1, last) * line,
        first + Math.min(row + 2, last) * line, first + Math.min(row + 3, last) * line, headSize);
  }

  /** Panels of {@link #rows}. */
  static int panels(int headSize) {
    return Species.wholeTiles(headSize) / TILE_COLS;
  }

  /**
   * Rows as a right operand of depth {@code count}: panels of (count, TILE_COLS), with zeros after the last column, each
   * {@code panelLength} after the one before.
   */
  static void rows(float[] target, int start, int panelLength, Tensor x, int group, int column, int headSize,
      int firstRow, int count) {
    int from = HeapMemory.at(x, group, firstRow) + column;
    int line = (int) x.rowStride();
    for (int panel = 0; panel < panels(headSize); panel++) {
      panel(target, start + panel * panelLength, HeapMemory.values(x), from + panel * TILE_COLS, line, count,
          Math.min(TILE_COLS, headSize - panel * TILE_COLS));
    }
  }

  /** Columns of some rows as a panel (count, TILE_COLS), with zeros after the last of {@code width} columns. */
  static void panel(float[] target, int to, float[] from, int first, int line, int count, int width) {
    if (width == TILE_COLS) {
      wholePanel(target, to, from, first, line, count);
      return;
    }
    Arrays.fill(target, to, to + count * TILE_COLS, 0f);
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, first + i * line, target, to + i * TILE_COLS, width);
    }
  }

  private static void wholePanel(float[] to, int toStart, float[] from, int fromStart, int line, int count) {
    for (int i = 0; i < count; i++) {
      FloatVector left = FloatVector.fromArray(Species.FLOATS, from, fromStart + i * line);
      FloatVector right = FloatVector.fromArray(Species.FLOATS, from, fromStart + i * line + LANES);
      left.intoArray(to, toStart + i * TILE_COLS);
      right.intoArray(to, toStart + i * TILE_COLS + LANES);
    }
  }
}
