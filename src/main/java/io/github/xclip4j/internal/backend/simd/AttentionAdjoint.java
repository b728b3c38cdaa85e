package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Adjoints.Attended;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The adjoint of {@link Attention}, head by head; weights and their gradients never leave the worker's cache.
 *
 * <p>A task is one head of one group, or of all groups where they share their queries; results do not depend on the thread
 * that computes them.
 */
/*
 * For a panel of queries the weights are computed again, transposed as in Attention: Pᵀ from K·Qᵀ. dPᵀ = V·dOutᵀ comes from
 * the same kernel, and down its columns dSᵀ = Pᵀ·(dPᵀ − ⟨P, dP⟩). dSᵀ is the k-major left operand of dQ = dS·K; those of
 * dV = Pᵀ·dOut and dK = dSᵀ·Q are P and dS, for which both are transposed. dK and dV wait in tiles until the last panel.
 * Five products where the forward pass has two.
 */
final class AttentionAdjoint implements WorkerPool.Tasks {
  private final Attended d;
  private final Attended x;
  private final Tensor dOut;
  private final int heads;
  private final Mask mask;
  private final Scratch[] scratch;
  private final int headSize;
  private final int queries;
  private final int keys;
  private final int keyPanels;
  private final int panels;
  private final int groupsPerTask;

  private AttentionAdjoint(Attended d, Attended x, Tensor dOut, int heads, Mask mask, Scratch[] scratch) {
    this.d = d;
    this.x = x;
    this.dOut = dOut;
    this.heads = heads;
    this.mask = mask;
    this.scratch = scratch;
    headSize = dOut.cols() / heads;
    queries = dOut.rows();
    keys = x.keys().rows();
    keyPanels = Math.ceilDiv(keys, TILE_ROWS);
    panels = HeadOperands.panels(headSize);
    groupsPerTask = d.queries().groups() == dOut.groups() ? 1 : dOut.groups();
  }

  static void add(Attended d, Attended x, Tensor dOut, int heads, Mask mask, WorkerPool pool, Scratch[] scratch) {
    AttentionAdjoint tasks = new AttentionAdjoint(d, x, dOut, heads, mask, scratch);
    pool.run(dOut.groups() / Math.max(1, tasks.groupsPerTask) * heads, tasks);
  }

  @Override
  public void run(int index, int worker) {
    int first = index / heads * groupsPerTask;
    for (int group = first; group < first + groupsPerTask; group++) {
      head(group, index % heads * headSize, scratch[worker]);
    }
  }

  private void head(int group, int column, Scratch own) {
    float[] left = own.left(2 * leftLength());
    HeadOperands.left(left, 0, x.keys(), group, column, headSize);
    HeadOperands.left(left, leftLength(), x.values(), group, column, headSize);
    float[] right = own.right(queriesByRow() + 2 * panels * TILE_COLS * TILE_COLS);
    HeadOperands.rows(right, keysByRow(), keys * TILE_COLS, x.keys(), group, column, headSize, 0, keys);
    float[] tiles = own.tiles(2 * keyTiles() + queryTiles());
    Arrays.fill(tiles, 0, 2 * keyTiles(), 0f);
    float[] scores = own.scores((2 * keyPanels + 1) * TILE);
    for (int query = 0; query < queries; query += TILE_COLS) {
      int count = Math.min(TILE_COLS, queries - query);
      weigh(scores, left, right, group, column, query, count, own);
      slopes(scores, left, right, group, column, query, count);
      addToKeys(tiles, scores, right, group, column, query, count);
      addToQueries(tiles, scores, right, group, column, query, count);
    }
    write(d.keys(), group, column, keys, tiles, 0);
    write(d.values(), group, column, keys, tiles, keyTiles());
  }

  private int leftLength() {
    return HeadOperands.leftLength(keys, headSize);
  }

  /** Where the keys start among the right operands, row by row; columns of queries and of dOut come first. */
  private int keysByRow() {
    return 2 * headSize * TILE_COLS;
  }

  private int queriesByRow() {
    return keysByRow() + panels * keys * TILE_COLS;
  }

  private int dOutByRow() {
    return queriesByRow() + panels * TILE_COLS * TILE_COLS;
  }

  /** Floats of the tiles of dK, and of dV, which come after them. */
  private int keyTiles() {
    return keyPanels * panels * TILE;
  }

  private int queryTiles() {
    return Math.ceilDiv(TILE_COLS, TILE_ROWS) * panels * TILE;
  }

  /** Where the gradients of the weights start among the scores; the weights come first. */
  private int gradients() {
    return keyPanels * TILE;
  }

  /** Pᵀ of a panel of queries, (keys, TILE_COLS). */
  private void weigh(
      float[] scores, float[] left, float[] right, int group, int column, int query, int count, Scratch own) {
    HeadOperands.columns(right, 0, x.queries(), group, column, headSize, query, count);
    multiply(scores, 0, left, 0, right, 0);
    if (mask != Mask.NONE) {
      Softmax.hide(scores, 0, keys, query, mask, group);
    }
    float[] state = own.state(Softmax.STATE);
    Softmax.start(state);
    Softmax.advance(state, scores, keys);
    divide(scores, keys * TILE_COLS, state);
  }

  /** (keys, headSize) times (headSize, TILE_COLS). */
  private void multiply(float[] to, int toStart, float[] left, int leftStart, float[] right, int rightStart) {
    Arrays.fill(to, toStart, toStart + keyPanels * TILE, 0f);
    for (int panel = 0; panel < keyPanels; panel++) {
      int height = HeadOperands.height(keys, panel);
      TileKernel.accumulate(height, to, toStart + panel * TILE, left, leftStart + panel * TILE_ROWS * headSize, height,
          right, rightStart, headSize);
    }
  }

  private static void divide(float[] weights, int end, float[] state) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    FloatVector left = one.div(FloatVector.fromArray(FLOATS, state, Softmax.SUM));
    FloatVector right = one.div(FloatVector.fromArray(FLOATS, state, Softmax.SUM + LANES));
    for (int i = 0; i < end; i += TILE_COLS) {
      FloatVector.fromArray(FLOATS, weights, i).mul(left).intoArray(weights, i);
      FloatVector.fromArray(FLOATS, weights, i + LANES).mul(right).intoArray(weights, i + LANES);
    }
  }

  /** dSᵀ of a panel of queries, (keys, TILE_COLS). */
  private void slopes(float[] scores, float[] left, float[] right, int group, int column, int query, int count) {
    HeadOperands.columns(right, headSize * TILE_COLS, dOut, group, column, headSize, query, count);
    multiply(scores, gradients(), left, leftLength(), right, headSize * TILE_COLS);
    subtractMeans(scores, gradients(), keys * TILE_COLS);
    if (mask != Mask.NONE) {
      Softmax.clearHidden(scores, gradients(), keys, query, mask, group);
    }
  }

  /** {@code dS = P·(dP − ⟨P, dP⟩)} down the columns. */
  private static void subtractMeans(float[] scores, int gradients, int end) {
    FloatVector left = FloatVector.zero(FLOATS);
    FloatVector right = left;
    for (int i = 0; i < end; i += TILE_COLS) {
      left = FloatVector.fromArray(FLOATS, scores, i).fma(FloatVector.fromArray(FLOATS, scores, gradients + i), left);
      right = FloatVector.fromArray(FLOATS, scores, i + LANES)
          .fma(FloatVector.fromArray(FLOATS, scores, gradients + i + LANES), right);
    }
    for (int i = 0; i < end; i += TILE_COLS) {
      FloatVector.fromArray(FLOATS, scores, gradients + i).sub(left)
          .mul(FloatVector.fromArray(FLOATS, scores, i)).intoArray(scores, gradients + i);
      FloatVector.fromArray(FLOATS, scores, gradients + i + LANES).sub(right)
          .mul(FloatVector.fromArray(FLOATS, scores, i + LANES)).intoArray(scores, gradients + i + LANES);
    }
  }

  /** {@code dK += dSᵀ·Q} and {@code dV += Pᵀ·dOut}. */
  private void addToKeys(
      float[] tiles, float[] scores, float[] right, int group, int column, int query, int count) {
    int panelLength = TILE_COLS * TILE_COLS;
    HeadOperands.rows(right, queriesByRow(), panelLength, x.queries(), group, column, headSize, query, count);
    HeadOperands.rows(right, dOutByRow(), panelLength, dOut, group, column, headSize, query, count);
    addToKeys(tiles, 0, scores, gradients(), right, queriesByRow(), count);
    addToKeys(tiles, keyTiles(), scores, 0, right, dOutByRow(), count);
  }

  private void addToKeys(
      float[] tiles, int tileStart, float[] scores, int scoreStart, float[] right, int rightStart, int count) {
    int transposed = 2 * keyPanels * TILE;
    for (int panel = 0; panel < keyPanels; panel++) {
      int height = HeadOperands.height(keys, panel);
      for (int r = 0; r < height; r += 4) {
        int row = scoreStart + panel * TILE + r * TILE_COLS; // rows after the last key are there, and never read
        PackedRows.transpose(scores, transposed + r, height, scores, row, row + TILE_COLS, row + 2 * TILE_COLS,
            row + 3 * TILE_COLS, count);
      }
      for (int j = 0; j < panels; j++) {
        TileKernel.accumulate(height, tiles, tileStart + (panel * panels + j) * TILE, scores, transposed, height, right,
            rightStart + j * TILE_COLS * TILE_COLS, count);
      }
    }
  }

  /** {@code dQ += dS·K}. */
  private void addToQueries(
      float[] tiles, float[] scores, float[] right, int group, int column, int query, int count) {
    int start = 2 * keyTiles();
    Arrays.fill(tiles, start, start + queryTiles(), 0f);
    for (int i = 0; i < count; i += TILE_ROWS) {
      for (int j = 0; j < panels; j++) {
        TileKernel.accumulate(Species.kernelRows(count - i), tiles, start + (i / TILE_ROWS * panels + j) * TILE, scores,
            gradients() + i, TILE_COLS, right, keysByRow() + j * keys * TILE_COLS, keys);
      }
    }
    Tensor queries = d.queries().slice(query, count);
    write(queries, groupsPerTask == 1 ? group : 0, column, count, tiles, start);
  }

  /** Adds the rows of tiles to a head's columns. */
  private void write(Tensor out, int group, int column, int rows, float[] tiles, int start) {
    for (int row = 0; row < rows; row++) {
      int to = HeapMemory.at(out, group, row) + column;
      int from = start + row / TILE_ROWS * panels * TILE + row % TILE_ROWS * TILE_COLS;
      for (int j = 0; j < panels; j++) {
        RowMath.add(HeapMemory.values(out), to + j * TILE_COLS, tiles, from + j * TILE,
            Math.min(TILE_COLS, headSize - j * TILE_COLS));
      }
    }
  }
}
