package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * {@code out += a·b} of two tensors, m rows, n columns, k products in each sum; the rows of all groups of a tensor count as
 * those of one matrix.
 *
 * <p>The value of an element does not depend on the number of threads.
 */
/*
 * Weights of layers are packed once; here both operands are packed for every product, which costs a few per cent where m and
 * n are hundreds. k goes in blocks of at most 1024, as in GemmTask; each block is summed from nothing and added to out, so
 * that long sums (k is all rows of a batch in the gradient of a weight) lose less to rounding than a single chain.
 */
final class PlainGemm {
  /** What the rows of an operand's tensor are. */
  enum Rows {
    /** Rows of a, columns of b. */
    RESULTS,
    /** The terms of the sums. */
    TERMS
  }

  /** An operand of a product. */
  record Operand(Tensor tensor, Rows rows) {
    int results() {
      return rows == Rows.RESULTS ? tensor.groups() * tensor.rows() : tensor.cols();
    }

    int terms() {
      return rows == Rows.TERMS ? tensor.groups() * tensor.rows() : tensor.cols();
    }

    float[] values() {
      return HeapMemory.values(tensor);
    }

    /** Where a row of all groups starts. */
    int start(int row) {
      return HeapMemory.at(tensor, row / tensor.rows(), row % tensor.rows());
    }
  }

  private static final int MOST_TERMS = 1024;
  /** Elements of an operand that are packed at a time: 16 MB. */
  private static final int MOST_PACKED = 1 << 22;
  /** As in {@link FloatPanels}. */
  private static final int FRONT = 12;
  /** Prefetch only if at least this many tiles share a panel. */
  private static final int FEWEST_SHARERS = 8;

  private final WorkerPool pool;
  private final Scratch[] scratch;
  private float[] left = new float[0];
  private float[] right = new float[0];

  PlainGemm(WorkerPool pool, Scratch[] scratch) {
    this.pool = pool;
    this.scratch = scratch;
  }

  void add(Tensor out, Operand a, Operand b) {
    int blocks = Math.ceilDiv(a.terms(), MOST_TERMS);
    for (int block = 0; block < blocks; block++) {
      int k = firstTerm(a, block, blocks);
      int depth = firstTerm(a, block + 1, blocks) - k;
      int most = MOST_PACKED / depth;
      int columns = Math.max(1, most / TILE_COLS) * TILE_COLS;
      int rows = Math.max(1, most / Tiling.BLOCK_ROWS) * Tiling.BLOCK_ROWS;
      for (int column = 0; column < b.results(); column += columns) {
        int width = Math.min(columns, b.results() - column);
        packRight(b, column, width, k, depth);
        for (int row = 0; row < a.results(); row += rows) {
          PackedRows packed = packLeft(a, row, Math.min(rows, a.results() - row), k, depth);
          Tiling tiling = Tiling.of(packed.rows(), Math.ceilDiv(width, TILE_COLS), pool.threads());
          pool.run(tiling.tasks(), new Product(out, row, column, width, packed, right, tiling, scratch));
        }
      }
    }
  }

  /** Blocks are of even size. */
  private static int firstTerm(Operand a, int block, int blocks) {
    return (int) ((long) a.terms() * block / blocks);
  }

  private PackedRows packLeft(Operand a, int row, int rows, int k, int depth) {
    left = Scratch.atLeast(left, Math.toIntExact(PackedRows.elements(rows, depth)));
    PackedRows packed = new PackedRows(left, 0, rows, depth);
    pool.run(packed.panels(), (panel, _) -> {
      switch (a.rows) {
        case RESULTS -> transpose(packed, panel, a, row, k);
        case TERMS -> copy(packed, panel, a, row, k);
      }
    });
    return packed;
  }

  /** Packs a panel from rows of results, starting from term {@code k}. */
  private static void transpose(PackedRows packed, int panel, Operand a, int first, int k) {
    int last = first + packed.rows() - 1;
    for (int r = 0; r < packed.height(panel); r += 4) {
      int row = first + panel * TILE_ROWS + r;
      packed.put(panel, r, 0, a.values(), a.start(row) + k, a.start(Math.min(row + 1, last)) + k,
          a.start(Math.min(row + 2, last)) + k, a.start(Math.min(row + 3, last)) + k, packed.cols());
    }
  }

  /** Packs a panel from rows of terms, starting from row {@code k}. */
  private static void copy(PackedRows packed, int panel, Operand a, int first, int k) {
    int height = packed.height(panel);
    int column = first + panel * TILE_ROWS;
    int width = Math.min(height, packed.rows() - panel * TILE_ROWS);
    int to = packed.at(panel, 0);
    // A whole vector is faster than its first 4, 8 or 12 values; what is stored too much, the next row overwrites.
    int whole = height <= LANES ? packed.cols() - Math.ceilDiv(LANES, height) : 0;
    for (int i = 0; i < packed.cols(); i++, to += height) {
      int from = a.start(k + i) + column;
      if (i < whole && from + LANES <= a.values().length) {
        FloatVector.fromArray(FLOATS, a.values(), from).intoArray(packed.values(), to);
      } else {
        for (int r = 0; r < height; r++) {
          packed.values()[to + r] = r < width ? a.values()[from + r] : 0;
        }
      }
    }
  }

  private void packRight(Operand b, int column, int width, int k, int depth) {
    int panels = Math.ceilDiv(width, TILE_COLS);
    right = Scratch.atLeast(right, FRONT + Math.multiplyExact(panels * TILE_COLS, depth));
    float[] to = right;
    pool.run(panels, (panel, _) -> {
      int first = column + panel * TILE_COLS;
      int count = Math.min(TILE_COLS, width - panel * TILE_COLS);
      int start = FRONT + panel * TILE_COLS * depth;
      switch (b.rows) {
        case TERMS -> copyRows(to, start, b, first, count, k, depth);
        case RESULTS -> transposeRows(to, start, b, first, count, k, depth);
      }
    });
  }

  private static void copyRows(float[] to, int start, Operand b, int first, int width, int k, int depth) {
    int perGroup = b.tensor.rows();
    int row = k;
    while (row < k + depth) { // the rows of a group are evenly spaced
      int count = Math.min(k + depth - row, perGroup - row % perGroup);
      HeadOperands.panel(to, start + (row - k) * TILE_COLS, b.values(), b.start(row) + first,
          (int) b.tensor.rowStride(), count, width);
      row += count;
    }
  }

  private static void transposeRows(float[] to, int start, Operand b, int first, int count, int k, int depth) {
    int last = first + count - 1;
    for (int i = 0; i < TILE_COLS; i += 4) {
      if (i < count) {
        int row = first + i;
        PackedRows.transpose(to, start + i, TILE_COLS, b.values(), b.start(row) + k,
            b.start(Math.min(row + 1, last)) + k, b.start(Math.min(row + 2, last)) + k,
            b.start(Math.min(row + 3, last)) + k, depth);
      } else {
        for (int term = 0; term < depth; term++) {
          Arrays.fill(to, start + term * TILE_COLS + i, start + term * TILE_COLS + i + 4, 0f);
        }
      }
    }
  }

  /**
   * One block of rows times a few panels, as {@link Tiling} numbers them.
   *
   * @param row of all groups of {@code out}, that of row 0 of {@code left}
   * @param column of {@code out}, that of the first panel
   * @param width columns of all panels
   */
  private record Product(Tensor out, int row, int column, int width, PackedRows left, float[] right, Tiling tiling,
      Scratch[] scratch) implements WorkerPool.Tasks {
    @Override
    public void run(int task, int worker) {
      Scratch own = scratch[worker];
      int rowPanels = tiling.rowPanels(task);
      int first = tiling.firstRowPanel(task) * TILE_ROWS;
      int rows = Math.min(rowPanels * TILE_ROWS, left.rows() - first);
      float[] tiles = own.tiles(rowPanels * TILE);
      int[] rowStarts = own.rowStarts(rows);
      for (int r = 0; r < rows; r++) {
        int flat = row + first + r;
        rowStarts[r] = HeapMemory.at(out, flat / out.rows(), flat % out.rows());
      }
      int firstPanel = tiling.firstColumnPanel(task);
      for (int panel = firstPanel; panel < firstPanel + tiling.columnPanels(task); panel++) {
        int next = panel + 1 < firstPanel + tiling.columnPanels(task) ? panel + 1 : tiling.nextColumnPanel(task);
        multiply(task, tiles, panel, next, own);
        Tiles.addRows(HeapMemory.values(out), rowStarts, rows, column + panel * TILE_COLS,
            Math.min(TILE_COLS, width - panel * TILE_COLS), tiles, 0);
      }
    }

    private void multiply(int task, float[] tiles, int panel, int nextPanel, Scratch own) {
      int rowPanels = tiling.rowPanels(task);
      int depth = left.cols();
      int step = rowPanels >= FEWEST_SHARERS ? Math.ceilDiv(TILE_COLS, rowPanels) : 0;
      int next = FRONT + nextPanel * TILE_COLS * depth;
      int last = right.length - step * depth;
      Arrays.fill(tiles, 0, rowPanels * TILE, 0f);
      float prefetched = 0;
      for (int i = 0; i < rowPanels; i++) {
        int rowPanel = tiling.firstRowPanel(task) + i;
        int height = left.height(rowPanel);
        prefetched += TileKernel.accumulatePrefetching(height, tiles, i * TILE, left.values(), left.at(rowPanel, 0),
            height, right, FRONT + panel * TILE_COLS * depth, depth, Math.min(next + i * step * depth, last), step);
      }
      own.consume(prefetched);
    }
  }
}
