package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.Species.LANES;
import static io.github.xclip4j.backend.cpu.Species.TILE_COLS;
import static io.github.xclip4j.backend.cpu.Species.TILE_ROWS;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * {@code out = activation(x·Wᵀ + b)} or {@code out += x·Wᵀ + b}; m rows of x, n outputs, k inputs.
 *
 * <p>The value of an element depends neither on the number of threads nor on the other rows.
 */
/*
 * x is packed in panels of TILE_ROWS rows, k-major, as the micro-kernel reads it. A task owns BLOCK_PANELS of them times
 * a few panels of weights. Inside, k goes in blocks of at most DEPTH, so that a block's part of x (12·8·1024 floats) and
 * one panel's part of W (32·1024) share the level-2 cache; tiles start as the bias and wait in the worker's scratch
 * between blocks of k. The activation runs over finished tiles, which are still in the level-1 cache.
 */
final class Gemm {
  private static final int DEPTH = 1024;
  private static final int BLOCK_PANELS = 96 / TILE_ROWS;
  private static final int COLUMN_PANELS = 4;
  /** Rows packed at once, in elements: 16 MB. */
  private static final int PACKED = 1 << 22;

  private final WorkerPool pool;
  private final Scratch[] scratch;
  private float[] packed = new float[0];

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
    int rows = x.groups() * x.rows();
    int blockRows = BLOCK_PANELS * TILE_ROWS;
    int atOnce = Math.max(1, PACKED / Math.max(1, layer.inputs()) / blockRows) * blockRows;
    for (int first = 0; first < rows; first += atOnce) {
      int count = Math.min(atOnce, rows - first);
      packed = Scratch.atLeast(packed, Math.multiplyExact((count + 3) / 4 * 4, layer.inputs()));
      int panels = (count + TILE_ROWS - 1) / TILE_ROWS;
      PackRows packing = new PackRows(x, first, count, packed);
      if (panels <= 2) {
        for (int i = 0; i < panels; i++) {
          packing.run(i, 0);
        }
      } else {
        pool.run(panels, packing);
      }
      Multiply multiply = new Multiply(out, first, count, packed, layer, activation, residual, pool.threads(), scratch);
      pool.run(multiply.tasks(), multiply);
    }
  }

  /** One task packs one panel of rows. */
  private record PackRows(Tensor x, int first, int count, float[] packed) implements WorkerPool.Tasks {
    private static final int STEP = 16;

    @Override
    public void run(int panel, int worker) {
      int depth = x.cols();
      int row = panel * TILE_ROWS;
      int height = Math.min(TILE_ROWS, count - row);
      int stride = Species.kernelRows(height);
      for (int k = 0; k < depth; k += STEP) {
        int steps = Math.min(STEP, depth - k);
        for (int r = 0; r < height; r++) {
          int flat = first + row + r;
          int from = CpuMemory.at(x, flat / x.rows(), flat % x.rows()) + k;
          scatter(CpuMemory.values(x), from, steps, packed, row * depth + k * stride + r, stride);
        }
      }
    }

    private static void scatter(float[] from, int at, int count, float[] to, int start, int stride) {
      for (int i = 0, t = start; i < count; i++, t += stride) {
        to[t] = from[at + i];
      }
    }
  }

  /** One task computes a block of rows times a few panels of columns. */
  private record Multiply(Tensor out, int first, int count, float[] packed, SimdLinear layer, Activation activation,
      boolean residual, int threads, Scratch[] scratch) implements WorkerPool.Tasks {

    private int rowPanels() {
      return (count + TILE_ROWS - 1) / TILE_ROWS;
    }

    private int rowBlocks() {
      return (rowPanels() + BLOCK_PANELS - 1) / BLOCK_PANELS;
    }

    /** Panels of columns per task: fewer where there would be too few tasks to share. */
    private int columnPanels() {
      int each = COLUMN_PANELS;
      while (each > 1 && rowBlocks() * ((layer.panelCount() + each - 1) / each) < 8 * threads) {
        each /= 2;
      }
      return each;
    }

    int tasks() {
      return rowBlocks() * ((layer.panelCount() + columnPanels() - 1) / columnPanels());
    }

    @Override
    public void run(int index, int worker) {
      int each = columnPanels();
      int chunks = (layer.panelCount() + each - 1) / each;
      int firstRowPanel = index / chunks * BLOCK_PANELS;
      int firstColumnPanel = index % chunks * each;
      int rowPanels = Math.min(BLOCK_PANELS, rowPanels() - firstRowPanel);
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
        for (int j = 0; j < columnPanels; j++) {
          multiply(tiles, j * rowPanels * tile, firstRowPanel, rowPanels, firstColumnPanel + j, k, depth, worker);
        }
      }
      for (int j = 0; j < columnPanels; j++) {
        for (int i = 0; i < rowPanels; i++) {
          finish(tiles, (j * rowPanels + i) * tile, firstRowPanel + i, firstColumnPanel + j);
        }
      }
    }

    private void startWithBias(float[] tiles, int start, int rows, int column) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(layer.bias(), column, tiles, start + r * TILE_COLS, TILE_COLS);
      }
    }

    private void multiply(float[] tiles, int start, int firstRowPanel, int rowPanels, int columnPanel, int k, int depth,
        int worker) {
      Panels panels = layer.panels();
      float[] room = panels.needsScratch() ? scratch[worker].right(depth * TILE_COLS) : tiles;
      float[] b = panels.values(room, columnPanel, k, depth);
      int bStart = panels.start(columnPanel, k);
      for (int i = 0; i < rowPanels; i++) {
        int row = (firstRowPanel + i) * TILE_ROWS;
        int height = Species.kernelRows(count - row);
        MicroKernel.accumulate(height, packed, row * layer.inputs() + k * height, height, b, bStart, TILE_COLS, depth,
            tiles, start + i * TILE_ROWS * TILE_COLS);
      }
    }

    private void finish(float[] tiles, int start, int rowPanel, int columnPanel) {
      int row = rowPanel * TILE_ROWS;
      int height = Math.min(TILE_ROWS, count - row);
      VectorMath.activate(activation, tiles, start, height * TILE_COLS);
      int column = columnPanel * TILE_COLS;
      int width = Math.min(TILE_COLS, layer.outputs() - column);
      float[] y = CpuMemory.values(out);
      for (int r = 0; r < height; r++) {
        int flat = first + row + r;
        int to = CpuMemory.at(out, flat / out.rows(), flat % out.rows()) + column;
        if (residual) {
          Elementwise.add(y, to, tiles, start + r * TILE_COLS, width);
        } else if (width == TILE_COLS) {
          copyTileRow(tiles, start + r * TILE_COLS, y, to);
        } else {
          System.arraycopy(tiles, start + r * TILE_COLS, y, to, width);
        }
      }
    }

    private static void copyTileRow(float[] from, int at, float[] to, int start) {
      FloatVector.fromArray(Species.FLOATS, from, at).intoArray(to, start);
      FloatVector.fromArray(Species.FLOATS, from, at + LANES).intoArray(to, start + LANES);
    }
  }
}
