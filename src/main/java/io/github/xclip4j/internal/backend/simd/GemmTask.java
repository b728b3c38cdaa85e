package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.Update;
import io.github.xclip4j.internal.backend.heap.HeapMemory;

/**
 * One block of rows times a few panels of weights, as {@link Tiling} numbers them.
 *
 * @param firstRow the row of {@code out} that is row 0 of {@code x}
 */
/*
 * Tiles wait in the worker's scratch between blocks of k, those of a column panel one after the other: rows of TILE_COLS.
 * They start as the bias; the activation runs over finished tiles, and a result that is the next product's input is packed
 * from there. Blocks of 384 in k are 4 to 8 % slower than those of 1024.
 */
record GemmTask(Tensor out, int firstRow, PackedRows x, SimdLinear layer, Activation activation, Update update,
    Tiling tiling, Scratch[] scratch) implements WorkerPool.Tasks {
  private static final int MOST_DEPTH = 1024;
  /** Prefetch only if at least this many tiles share the panel; fewer would stall on their share of it. */
  private static final int FEWEST_SHARERS = 8;

  @Override
  public void run(int task, int worker) {
    Scratch own = scratch[worker];
    int columnPanels = tiling.columnPanels(task);
    int panelLength = tiling.rowPanels(task) * TILE;
    float[] tiles = own.tiles(columnPanels * panelLength);
    int column = tiling.firstColumnPanel(task) * TILE_COLS;
    for (int j = 0; j < columnPanels; j++) {
      Tiles.fill(tiles, j * panelLength, panelLength, layer.bias(), column + j * TILE_COLS);
    }
    int blocks = Math.ceilDiv(layer.inputs(), MOST_DEPTH);
    for (int block = 0; block < blocks; block++) {
      int k = firstInput(block, blocks);
      multiplyBlock(task, tiles, k, firstInput(block + 1, blocks) - k, own);
    }
    if (PackedRows.hold(out)) {
      pack(task, tiles);
    } else {
      write(task, tiles, own);
    }
  }

  /** Blocks of k are of even size. */
  private int firstInput(int block, int blocks) {
    return (int) ((long) layer.inputs() * block / blocks);
  }

  /** Adds the products of {@code depth} inputs to all tiles. */
  private void multiplyBlock(int task, float[] tiles, int k, int depth, Scratch own) {
    int panels = tiling.columnPanels(task);
    int j = 0;
    if (layer.usesRowKernel(x)) {
      for (int each = RowKernel.panels(x.rows()); j + each <= panels; j += each) {
        multiplyRows(task, tiles, j, k, depth);
      }
    }
    for (; j < panels; j++) {
      multiplyPanel(task, tiles, j, k, depth, own);
    }
  }

  private void multiplyRows(int task, float[] tiles, int j, int k, int depth) {
    Panels panels = layer.panels();
    int panel = tiling.firstColumnPanel(task) + j;
    int start = panels.start(panel, k);
    RowKernel.accumulate(x.rows(), tiles, j * TILE, x.values(), x.at(0, k), panels.values(tiles, panel, k, depth),
        start,
        panels.start(panel + 1, k) - start, depth);
  }

  private void multiplyPanel(int task, float[] tiles, int j, int k, int depth, Scratch own) {
    Panels panels = layer.panels();
    int rowPanels = tiling.rowPanels(task);
    int panel = tiling.firstColumnPanel(task) + j;
    float[] widened = panels.needsScratch() ? own.right(depth * TILE_COLS) : tiles;
    float[] b = panels.values(widened, panel, k, depth);
    int bStart = panels.start(panel, k);
    boolean prefetches = !panels.needsScratch() && rowPanels >= FEWEST_SHARERS;
    int prefetchStep = prefetches ? Math.ceilDiv(TILE_COLS, rowPanels) : 0;
    int next = prefetches ? nextStart(task, j, k, depth) : bStart;
    int last = b.length - prefetchStep * depth;
    float prefetched = 0;
    for (int i = 0; i < rowPanels; i++) {
      int rowPanel = tiling.firstRowPanel(task) + i;
      int height = x.height(rowPanel);
      prefetched += TileKernel.accumulatePrefetching(height, tiles, (j * rowPanels + i) * TILE, x.values(),
          x.at(rowPanel, k), height, b, bStart, depth, Math.min(next + i * prefetchStep * depth, last), prefetchStep);
    }
    own.consume(prefetched);
  }

  /** Where the weights start that this worker multiplies by after those of a panel. */
  private int nextStart(int task, int j, int k, int depth) {
    int first = tiling.firstColumnPanel(task);
    if (j + 1 < tiling.columnPanels(task)) {
      return layer.panels().start(first + j + 1, k);
    }
    if (k + depth < layer.inputs()) {
      return layer.panels().start(first, k + depth);
    }
    return layer.panels().start(tiling.nextColumnPanel(task), 0);
  }

  /** Activates the tiles and packs them for the product that comes next. */
  private void pack(int task, float[] tiles) {
    PackedRows packed = PackedRows.of(out);
    int rowPanels = tiling.rowPanels(task);
    int firstPanel = firstRow / TILE_ROWS + tiling.firstRowPanel(task);
    for (int j = 0; j < tiling.columnPanels(task); j++) {
      int start = j * rowPanels * TILE;
      int column = (tiling.firstColumnPanel(task) + j) * TILE_COLS;
      VectorMath.activate(activation, tiles, start, rowPanels * TILE);
      for (int i = 0; i < rowPanels; i++) {
        packTile(packed, firstPanel + i, column, tiles, start + i * TILE);
      }
    }
  }

  private void packTile(PackedRows packed, int panel, int column, float[] tiles, int start) {
    int width = Math.min(TILE_COLS, layer.outputs() - column);
    for (int r = 0; r < packed.height(panel); r += 4) {
      int tile = start + r * TILE_COLS;
      packed.put(panel, r, column, tiles, tile, tile + TILE_COLS, tile + 2 * TILE_COLS, tile + 3 * TILE_COLS, width);
    }
  }

  /** Activates the tiles and writes them to the rows of the result. */
  private void write(int task, float[] tiles, Scratch own) {
    int first = tiling.firstRowPanel(task) * TILE_ROWS;
    int rows = Math.min(tiling.rowPanels(task) * TILE_ROWS, x.rows() - first);
    int[] rowStarts = own.rowStarts(rows);
    for (int r = 0; r < rows; r++) {
      int row = firstRow + first + r;
      rowStarts[r] = HeapMemory.at(out, row / out.rows(), row % out.rows());
    }
    for (int j = 0; j < tiling.columnPanels(task); j++) {
      int start = j * tiling.rowPanels(task) * TILE;
      int column = (tiling.firstColumnPanel(task) + j) * TILE_COLS;
      int width = Math.min(TILE_COLS, layer.outputs() - column);
      VectorMath.activate(activation, tiles, start, rows * TILE_COLS);
      switch (update) {
        case ASSIGN -> Tiles.copyRows(HeapMemory.values(out), rowStarts, rows, column, width, tiles, start);
        case ADD -> Tiles.addRows(HeapMemory.values(out), rowStarts, rows, column, width, tiles, start);
      }
    }
  }
}
