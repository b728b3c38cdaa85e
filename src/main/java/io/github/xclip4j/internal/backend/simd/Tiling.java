package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

/**
 * How a product is divided into tasks: each computes a block of row panels times a few column panels. Row panels are those
 * of x, {@link Species#TILE_ROWS} rows; column panels those of the weights, {@link Species#TILE_COLS} outputs. Tasks are
 * numbered along the columns first, so that the workers share a block of rows.
 */
/*
 * A block of rows and a panel of weights share the level-2 cache (see Gemm). Blocks of 96 rows are 4 to 8 % slower: a
 * panel of weights arrives from the level-3 cache while its first tile is computed, and the more tiles follow the better.
 */
final class Tiling {
  /** Rows of the largest block, whole panels. */
  static final int BLOCK_ROWS = 204 / TILE_ROWS * TILE_ROWS;

  private static final int MOST_COLUMN_PANELS = 2;
  /** So many that threads of different speed end at about the same time. */
  private static final int TASKS_PER_THREAD = 8;

  private final int rows;
  private final int columnPanels;
  private final int columnPanelsPerTask;
  private final int threads;
  private final int rowPanels;
  private final int rowBlocks;
  private final int tasksPerBlock;

  private Tiling(int rows, int columnPanels, int columnPanelsPerTask, int threads) {
    this.rows = rows;
    this.columnPanels = columnPanels;
    this.columnPanelsPerTask = columnPanelsPerTask;
    this.threads = threads;
    rowPanels = Math.ceilDiv(rows, TILE_ROWS);
    rowBlocks = Math.ceilDiv(rows, BLOCK_ROWS);
    tasksPerBlock = Math.ceilDiv(columnPanels, columnPanelsPerTask);
  }

  /**
   * Tasks of two column panels, or of one where there would be too few to share.
   *
   * @param threads that take tasks in turn
   */
  static Tiling of(int rows, int columnPanels, int threads) {
    Tiling coarse = new Tiling(rows, columnPanels, MOST_COLUMN_PANELS, threads);
    return coarse.tasks() < TASKS_PER_THREAD * threads ? new Tiling(rows, columnPanels, 1, threads) : coarse;
  }

  /** Tasks of as many column panels as {@link RowKernel} computes at once. */
  static Tiling ofFewRows(int rows, int columnPanels, int threads) {
    return new Tiling(rows, columnPanels, RowKernel.panels(1), threads);
  }

  int rows() {
    return rows;
  }

  int threads() {
    return threads;
  }

  int tasks() {
    return rowBlocks * tasksPerBlock;
  }

  int firstRowPanel(int task) {
    return firstOfBlock(task / tasksPerBlock);
  }

  int rowPanels(int task) {
    int block = task / tasksPerBlock;
    return firstOfBlock(block + 1) - firstOfBlock(block);
  }

  /** Blocks are of even size. */
  private int firstOfBlock(int block) {
    return rowPanels * block / rowBlocks;
  }

  int firstColumnPanel(int task) {
    return task % tasksPerBlock * columnPanelsPerTask;
  }

  /** Column panels of a task; the last of a block may have fewer than the others. */
  int columnPanels(int task) {
    return Math.min(columnPanelsPerTask, columnPanels - firstColumnPanel(task));
  }

  /** The first column panel of the task that the same worker takes next, if all workers keep pace. */
  int nextColumnPanel(int task) {
    int next = firstColumnPanel(task) + columnPanelsPerTask * threads;
    return next < columnPanels ? next : 0;
  }
}
