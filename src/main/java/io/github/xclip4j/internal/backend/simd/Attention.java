package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Arrays;

/**
 * {@code softmax(q·kᵀ + mask)·v} head by head; the scores of a panel of queries never leave the worker's cache.
 *
 * <p>A task is one head of one group; results do not depend on the thread that computes them.
 */
/*
 * Scores are computed transposed, Sᵀ = K·Qᵀ, with the kernel of the matrix products. Softmax then goes down the columns
 * with a query per SIMD lane, and Sᵀ is already the k-major left operand of S·V. Keys come in blocks whose scores stay in
 * the level-1 cache: softmax is streamed, with each query's highest score and sum so far, and the values summed so far are
 * rescaled when a later block has a higher score. Up to BLOCK keys there is one block.
 */
final class Attention implements WorkerPool.Tasks {
  /** Keys whose scores are in the cache at a time. */
  private static final int BLOCK = 21 * 12;

  private enum Wanted {
    VALUES, WEIGHTS
  }

  private final Tensor out;
  private final Tensor q;
  private final Tensor k;
  private final Tensor v;
  private final int heads;
  private final Mask mask;
  private final Wanted wanted;
  private final Scratch[] scratch;
  private final int headSize;
  private final int keys;
  private final int valuePanels;

  private Attention(
      Wanted wanted, Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask, Scratch[] scratch) {
    this.wanted = wanted;
    this.out = out;
    this.q = q;
    this.k = k;
    this.v = v;
    this.heads = heads;
    this.mask = mask;
    this.scratch = scratch;
    headSize = q.cols() / heads;
    keys = k.rows();
    valuePanels = HeadOperands.panels(headSize);
  }

  /** {@code out = softmax(q·kᵀ + mask)·v}. */
  static void values(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask, WorkerPool pool,
      Scratch[] scratch) {
    pool.run(q.groups() * heads, new Attention(Wanted.VALUES, out, q, k, v, heads, mask, scratch));
  }

  /** {@code out = softmax(q·kᵀ + mask)}, (groups, heads·queries, keys). */
  static void weights(Tensor out, Tensor q, Tensor k, int heads, Mask mask, WorkerPool pool, Scratch[] scratch) {
    pool.run(q.groups() * heads, new Attention(Wanted.WEIGHTS, out, q, k, k, heads, mask, scratch));
  }

  @Override
  public void run(int index, int worker) {
    int group = index / heads;
    int head = index % heads;
    int column = head * headSize;
    Scratch own = scratch[worker];
    float[] left = own.left(HeadOperands.leftLength(keys, headSize));
    HeadOperands.left(left, 0, k, group, column, headSize);
    float[] right = own.right(switch (wanted) {
      case VALUES -> valuesStart() + valuePanels * keys * TILE_COLS;
      case WEIGHTS -> valuesStart();
    });
    if (wanted == Wanted.VALUES) {
      HeadOperands.rows(right, valuesStart(), keys * TILE_COLS, v, group, column, headSize, 0, keys);
    }
    for (int query = 0; query < q.rows(); query += TILE_COLS) {
      HeadOperands.columns(right, 0, q, group, column, headSize, query, Math.min(TILE_COLS, q.rows() - query));
      switch (wanted) {
        case VALUES -> attend(left, right, group, column, query, own);
        case WEIGHTS -> weigh(left, right, group, head, query, own);
      }
    }
  }

  private int keyPanels() {
    return Math.ceilDiv(keys, TILE_ROWS);
  }

  /** Where V starts among the right operands; a panel of Q comes first. */
  private int valuesStart() {
    return headSize * TILE_COLS;
  }

  /** Averages the values for a panel of queries. */
  private void attend(float[] left, float[] right, int group, int column, int firstQuery, Scratch own) {
    int queries = Math.min(TILE_COLS, q.rows() - firstQuery);
    int tiles = (queries + TILE_ROWS - 1) / TILE_ROWS * valuePanels;
    float[] averages = own.tiles(tiles * TILE);
    Arrays.fill(averages, 0, tiles * TILE, 0f);
    float[] state = own.state(Softmax.STATE);
    Softmax.start(state);
    int blocks = (keys + BLOCK - 1) / BLOCK;
    for (int block = 0; block < blocks; block++) {
      int firstPanel = keyPanels() * block / blocks;
      int endPanel = keyPanels() * (block + 1) / blocks;
      int count = Math.min(keys, endPanel * TILE_ROWS) - firstPanel * TILE_ROWS;
      float[] scores = score(left, right, group, firstQuery, firstPanel, endPanel, count, own);
      Softmax.advance(state, scores, count);
      if (block > 0) {
        rescale(averages, queries, state);
      }
      average(averages, queries, scores, right, firstPanel * TILE_ROWS, count);
    }
    write(averages, state, group, column, firstQuery, queries);
  }

  /** Divides the averages by the sums of their weights. */
  private void write(float[] averages, float[] state, int group, int column, int firstQuery, int queries) {
    for (int i = 0; i < queries; i++) {
      int to = HeapMemory.at(out, group, firstQuery + i) + column;
      float reciprocal = 1 / state[Softmax.SUM + i];
      for (int panel = 0; panel < valuePanels; panel++) {
        RowMath.scale(HeapMemory.values(out), to + panel * TILE_COLS, reciprocal, averages, tileRow(i, panel),
            Math.min(TILE_COLS, headSize - panel * TILE_COLS));
      }
    }
  }

  /** Where the row of a query starts in its tile. */
  private int tileRow(int query, int valuePanel) {
    return (query / TILE_ROWS * valuePanels + valuePanel) * TILE + query % TILE_ROWS * TILE_COLS;
  }

  /** Sᵀ of a panel of queries and some panels of keys, (keys, TILE_COLS), masked. */
  private float[] score(float[] left, float[] right, int group, int firstQuery, int firstPanel, int endPanel,
      int count, Scratch own) {
    float[] scores = own.scores((endPanel - firstPanel) * TILE);
    Arrays.fill(scores, 0, (endPanel - firstPanel) * TILE, 0f);
    for (int panel = firstPanel; panel < endPanel; panel++) {
      int height = HeadOperands.height(keys, panel);
      TileKernel.accumulate(height, scores, (panel - firstPanel) * TILE, left, panel * TILE_ROWS * headSize, height,
          right,
          0, headSize);
    }
    if (mask != Mask.NONE) {
      Softmax.hide(scores, firstPanel * TILE_ROWS, count, firstQuery, mask, group);
    }
    return scores;
  }

  /** Adds the values of a block of keys times their weights. */
  private void average(float[] averages, int queries, float[] weights, float[] right, int firstKey, int count) {
    for (int i = 0; i < queries; i += TILE_ROWS) {
      for (int panel = 0; panel < valuePanels; panel++) {
        TileKernel.accumulate(Species.kernelRows(queries - i), averages, tileRow(i, panel), weights, i, TILE_COLS,
            right,
            valuesStart() + (panel * keys + firstKey) * TILE_COLS, count);
      }
    }
  }

  private void rescale(float[] averages, int queries, float[] state) {
    for (int i = 0; i < queries; i++) {
      for (int panel = 0; panel < valuePanels; panel++) {
        int row = tileRow(i, panel);
        RowMath.scale(averages, row, state[Softmax.FACTOR + i], averages, row, TILE_COLS);
      }
    }
  }

  /** Writes the weights of a panel of queries, whose scores are all computed at once. */
  private void weigh(float[] left, float[] right, int group, int head, int firstQuery, Scratch own) {
    float[] scores = score(left, right, group, firstQuery, 0, keyPanels(), keys, own);
    float[] state = own.state(Softmax.STATE);
    Softmax.start(state);
    Softmax.advance(state, scores, keys);
    float[] to = HeapMemory.values(out);
    for (int i = 0; i < Math.min(TILE_COLS, q.rows() - firstQuery); i++) {
      int at = HeapMemory.at(out, group, head * q.rows() + firstQuery + i);
      float reciprocal = 1 / state[Softmax.SUM + i];
      for (int key = 0; key < keys; key++) {
        to[at + key] = scores[key * TILE_COLS + i] * reciprocal;
      }
    }
  }
}
