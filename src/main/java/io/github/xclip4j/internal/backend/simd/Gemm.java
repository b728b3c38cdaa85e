package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import jdk.incubator.vector.FloatVector;

/**
 * {@code out = activation(x·Wᵀ + b)} or {@code out += x·Wᵀ + b}; m rows of x, n outputs, k inputs.
 *
 * <p>The value of an element depends neither on the number of threads nor on the other rows.
 */
/*
 * x comes packed or is packed here, in panels of TILE_ROWS rows. A task owns BLOCK_PANELS of them times two panels of
 * weights. Inside, k goes in blocks of at most DEPTH, so that a block's part of x (204·1024 floats) and one panel's part
 * of W (32·1024) share the level-2 cache; tiles start as the bias and wait in the worker's scratch between blocks of k.
 * The activation runs over finished tiles, and a result that is the next product's input is packed from there. Blocks of
 * 96 rows, or of 384 in k, are 4 to 8 % slower: a panel of W arrives from the level-3 cache while its first tile is
 * computed, and the more tiles follow the better.
 */
final class Gemm {
  private static final int DEPTH = 1024;
  private static final int BLOCK_PANELS = 204 / TILE_ROWS;
  private static final int COLUMN_PANELS = 2;
  /** Tiles that can share the loading of a panel; fewer would wait for their part of it themselves. */
  private static final int SHARERS = 8;
  /** Rows packed at once, in elements: 16 MB. */
  private static final int PACKED = 1 << 22;

  private final WorkerPool pool;
  private final Scratch[] scratch;
  private float[] room = new float[0];

  Gemm(WorkerPool pool, Scratch[] scratch) {
    this.pool = pool;
    this.scratch = scratch;
  }

  /** {@code out = activation(x·Wᵀ + b)}. */
  void assign(Tensor out, Tensor x, SimdLinear layer, Activation activation) {
    run(out, x, layer, activation, false);
  }

  /** {@code out += x·Wᵀ + b}. */
  void add(Tensor out, Tensor x, SimdLinear layer) {
    run(out, x, layer, Activation.NONE, true);
  }

  private void run(Tensor out, Tensor x, SimdLinear layer, Activation activation, boolean residual) {
    if (PackedRows.hold(x)) {
      multiply(new Multiply(out, 0, PackedRows.of(x), layer, activation, residual, pool.threads(), scratch));
      return;
    }
    int rows = x.groups() * x.rows();
    int blockRows = BLOCK_PANELS * TILE_ROWS;
    int atOnce = Math.max(1, PACKED / Math.max(1, layer.inputs()) / blockRows) * blockRows;
    for (int first = 0; first < rows; first += atOnce) {
      int count = Math.min(atOnce, rows - first);
      room = Scratch.atLeast(room, Math.toIntExact(PackedRows.elements(count, layer.inputs())));
      PackedRows packed = new PackedRows(room, 0, count, layer.inputs());
      int start = first;
      pool.run(packed.panels(), (panel, worker) -> packed.pack(panel, x, start));
      multiply(new Multiply(out, first, packed, layer, activation, residual, pool.threads(), scratch));
    }
  }

  private void multiply(Multiply multiply) {
    pool.run(multiply.tasks(), multiply);
  }

  /**
   * One task computes a block of rows times a few panels of columns.
   *
   * @param first the row of {@code out} that is row 0 of {@code x}
   */
  private record Multiply(Tensor out, int first, PackedRows x, SimdLinear layer, Activation activation,
      boolean residual, int threads, Scratch[] scratch) implements WorkerPool.Tasks {
    private int rowBlocks() {
      return (x.panels() + BLOCK_PANELS - 1) / BLOCK_PANELS;
    }

    /** The first panel of a block; blocks are of even size. */
    private int firstRowPanel(int block) {
      return x.panels() * block / rowBlocks();
    }

    /** Panels of columns per task: fewer where there would be too few tasks to share. */
    private int columnPanels() {
      if (panelsAtOnce() > 1) {
        return 4;
      }
      int each = COLUMN_PANELS;
      while (each > 1 && rowBlocks() * ((layer.panelCount() + each - 1) / each) < 8 * threads) {
        each /= 2;
      }
      return each;
    }

    /** Column panels that a kernel for so few rows takes at once; 1 if there is none. */
    private int panelsAtOnce() {
      return layer.panels().needsScratch() || x.rows() > 2 ? 1 : x.rows() == 1 ? 4 : 2;
    }

    int tasks() {
      return rowBlocks() * ((layer.panelCount() + columnPanels() - 1) / columnPanels());
    }

    @Override
    public void run(int index, int worker) {
      int each = columnPanels();
      int chunks = (layer.panelCount() + each - 1) / each;
      int firstRowPanel = firstRowPanel(index / chunks);
      int firstColumnPanel = index % chunks * each;
      int rowPanels = firstRowPanel(index / chunks + 1) - firstRowPanel;
      int columnPanels = Math.min(each, layer.panelCount() - firstColumnPanel);
      int tile = TILE_ROWS * TILE_COLS;
      float[] tiles = scratch[worker].tiles(rowPanels * columnPanels * tile);
      for (int j = 0; j < columnPanels; j++) {
        startWithBias(tiles, j * rowPanels * tile, rowPanels * TILE_ROWS, (firstColumnPanel + j) * TILE_COLS);
      }
      int blocks = (layer.inputs() + DEPTH - 1) / DEPTH;
      for (int block = 0; block < blocks; block++) {
        int k = (int) ((long) layer.inputs() * block / blocks);
        int depth = (int) ((long) layer.inputs() * (block + 1) / blocks) - k;
        int j = 0;
        for (int atOnce = panelsAtOnce(); atOnce > 1 && j + atOnce <= columnPanels; j += atOnce) {
          multiplyFewRows(tiles, j * tile, firstColumnPanel + j, k, depth);
        }
        for (; j < columnPanels; j++) {
          int next = j + 1 < columnPanels ? layer.panels().start(firstColumnPanel + j + 1, k)
              : block + 1 < blocks ? layer.panels().start(firstColumnPanel, k + depth) : nextTask(firstColumnPanel);
          multiply(tiles, j * rowPanels * tile, firstRowPanel, rowPanels, firstColumnPanel + j, k, depth, next, worker);
        }
      }
      if (PackedRows.hold(out)) {
        PackedRows packed = PackedRows.of(out);
        for (int j = 0; j < columnPanels; j++) {
          pack(tiles, j * rowPanels * tile, packed, firstRowPanel, rowPanels, firstColumnPanel + j);
        }
        return;
      }
      int firstRow = firstRowPanel * TILE_ROWS;
      int rows = Math.min(rowPanels * TILE_ROWS, x.rows() - firstRow);
      int[] starts = rowStarts(scratch[worker].rowStarts(rows), firstRow, rows);
      for (int j = 0; j < columnPanels; j++) {
        finish(tiles, j * rowPanels * tile, starts, rows, firstColumnPanel + j);
      }
    }

    /** The weights that the worker's next task will begin with, if all workers go at one pace. */
    private int nextTask(int firstColumnPanel) {
      int panel = firstColumnPanel + columnPanels() * threads;
      return layer.panels().start(panel < layer.panelCount() ? panel : 0, 0);
    }

    private int[] rowStarts(int[] starts, int firstRow, int rows) {
      for (int r = 0; r < rows; r++) {
        int flat = first + firstRow + r;
        starts[r] = HeapMemory.at(out, flat / out.rows(), flat % out.rows());
      }
      return starts;
    }

    private void startWithBias(float[] tiles, int start, int rows, int column) {
      FloatVector left = FloatVector.fromArray(Species.FLOATS, layer.bias(), column);
      FloatVector right = FloatVector.fromArray(Species.FLOATS, layer.bias(), column + LANES);
      for (int r = start; r < start + rows * TILE_COLS; r += TILE_COLS) {
        left.intoArray(tiles, r);
        right.intoArray(tiles, r + LANES);
      }
    }

    private void multiplyFewRows(float[] tiles, int start, int columnPanel, int k, int depth) {
      Panels panels = layer.panels();
      float[] b = panels.values(tiles, columnPanel, k, depth);
      int bStart = panels.start(columnPanel, k);
      int height = x.height(0);
      int next = panels.start(columnPanel + 1, k) - bStart;
      if (x.rows() == 1) {
        MicroKernel.oneRow(x.values(), x.at(0, k), height, b, bStart, next, depth, tiles, start, TILE_ROWS * TILE_COLS);
      } else {
        MicroKernel.twoRows(x.values(), x.at(0, k), height, b, bStart, next, depth, tiles, start,
            TILE_ROWS * TILE_COLS);
      }
    }

    private void multiply(float[] tiles, int start, int firstRowPanel, int rowPanels, int columnPanel, int k, int depth,
        int next, int worker) {
      Panels panels = layer.panels();
      float[] room = panels.needsScratch() ? scratch[worker].right(depth * TILE_COLS) : tiles;
      float[] b = panels.values(room, columnPanel, k, depth);
      int bStart = panels.start(columnPanel, k);
      int step = panels.needsScratch() || rowPanels < SHARERS ? 0 : (TILE_COLS + rowPanels - 1) / rowPanels;
      float loaded = 0;
      for (int i = 0; i < rowPanels; i++) {
        int panel = firstRowPanel + i;
        int ahead = step == 0 ? bStart : Math.min(next + i * step * depth, b.length - step * depth);
        loaded += MicroKernel.accumulate(x.height(panel), x.values(), x.at(panel, k), x.height(panel), b, bStart,
            TILE_COLS, depth, tiles, start + i * TILE_ROWS * TILE_COLS, ahead, step);
      }
      scratch[worker].keep(loaded);
    }

    /** Activates the tiles of a panel of columns and packs them for the product that comes next. */
    private void pack(float[] tiles, int start, PackedRows packed, int firstRowPanel, int rowPanels, int columnPanel) {
      VectorMath.activate(activation, tiles, start, rowPanels * TILE_ROWS * TILE_COLS);
      int column = columnPanel * TILE_COLS;
      int width = Math.min(TILE_COLS, layer.outputs() - column);
      int firstPanel = first / TILE_ROWS + firstRowPanel;
      for (int i = 0; i < rowPanels; i++) {
        for (int r = 0; r < packed.height(firstPanel + i); r += 4) {
          int tile = start + (i * TILE_ROWS + r) * TILE_COLS;
          packed.put(firstPanel + i, r, column, width, tiles, tile, tile + TILE_COLS, tile + 2 * TILE_COLS,
              tile + 3 * TILE_COLS);
        }
      }
    }

    /** The tiles of a panel of columns lie one after the other: rows of TILE_COLS. */
    private void finish(float[] tiles, int start, int[] rowStarts, int rows, int columnPanel) {
      VectorMath.activate(activation, tiles, start, rows * TILE_COLS);
      int column = columnPanel * TILE_COLS;
      int width = Math.min(TILE_COLS, layer.outputs() - column);
      float[] y = HeapMemory.values(out);
      if (width == TILE_COLS && residual) {
        addRows(tiles, start, y, rowStarts, rows, column);
      } else if (width == TILE_COLS) {
        copyRows(tiles, start, y, rowStarts, rows, column);
      } else {
        for (int r = 0; r < rows; r++) {
          if (residual) {
            Elementwise.add(y, rowStarts[r] + column, tiles, start + r * TILE_COLS, width);
          } else {
            System.arraycopy(tiles, start + r * TILE_COLS, y, rowStarts[r] + column, width);
          }
        }
      }
    }

    private static void copyRows(float[] tiles, int start, float[] y, int[] rowStarts, int rows, int column) {
      for (int r = 0; r < rows; r++) {
        int from = start + r * TILE_COLS;
        int to = rowStarts[r] + column;
        FloatVector.fromArray(Species.FLOATS, tiles, from).intoArray(y, to);
        FloatVector.fromArray(Species.FLOATS, tiles, from + LANES).intoArray(y, to + LANES);
      }
    }

    private static void addRows(float[] tiles, int start, float[] y, int[] rowStarts, int rows, int column) {
      for (int r = 0; r < rows; r++) {
        int from = start + r * TILE_COLS;
        int to = rowStarts[r] + column;
        FloatVector left = FloatVector.fromArray(Species.FLOATS, tiles, from);
        FloatVector right = FloatVector.fromArray(Species.FLOATS, tiles, from + LANES);
        FloatVector.fromArray(Species.FLOATS, y, to).add(left).intoArray(y, to);
        FloatVector.fromArray(Species.FLOATS, y, to + LANES).add(right).intoArray(y, to + LANES);
      }
    }
  }
}
