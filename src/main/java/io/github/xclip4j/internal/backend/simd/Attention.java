package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

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
    valuePanels = Species.wholeTiles(headSize) / TILE_COLS;
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
    float[] left = own.left(keyPanels() * TILE_ROWS * headSize);
    packKeys(left, group, column);
    float[] right = own.right(switch (wanted) {
      case VALUES -> valuesStart() + valuePanels * keys * TILE_COLS;
      case WEIGHTS -> valuesStart();
    });
    if (wanted == Wanted.VALUES) {
      packValues(right, group, column);
    }
    for (int query = 0; query < q.rows(); query += TILE_COLS) {
      packQueries(right, group, column, query);
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

  /** Packs K of one head as the left operand, in the layout of {@link PackedRows}. */
  private void packKeys(float[] target, int group, int column) {
    int first = HeapMemory.at(k, group, 0) + column;
    int line = (int) k.rowStride();
    for (int key = 0; key < keys; key += 4) {
      int panel = key / TILE_ROWS;
      packFour(target, panel * TILE_ROWS * headSize + key % TILE_ROWS, keyHeight(panel), HeapMemory.values(k), first,
          line,
          key, keys - 1);
    }
  }

  private int keyHeight(int panel) {
    return Species.kernelRows(keys - panel * TILE_ROWS);
  }

  /** Packs a panel of Q of one head as the right operand, (headSize, TILE_COLS); columns after the last query are never read. */
  private void packQueries(float[] target, int group, int column, int firstQuery) {
    int first = HeapMemory.at(q, group, firstQuery) + column;
    int line = (int) q.rowStride();
    int count = Math.min(TILE_COLS, q.rows() - firstQuery);
    for (int i = 0; i < count; i += 4) {
      packFour(target, i, TILE_COLS, HeapMemory.values(q), first, line, i, count - 1);
    }
  }

  /** Transposes rows {@code row} to {@code row + 3}; the last row stands in for any after it. */
  private void packFour(float[] target, int to, int stride, float[] from, int first, int line, int row, int last) {
    PackedRows.transpose(target, to, stride, from, first + row * line, first + Math.min(row + 1, last) * line,
        first + Math.min(row + 2, last) * line, first + Math.min(row + 3, last) * line, headSize);
  }

  /** Packs V of one head in panels, (keys, TILE_COLS) each, with zeros after the last column. */
  private void packValues(float[] target, int group, int column) {
    int from = HeapMemory.at(v, group, 0) + column;
    int line = (int) v.rowStride();
    for (int panel = 0; panel < valuePanels; panel++) {
      int width = Math.min(TILE_COLS, headSize - panel * TILE_COLS);
      int to = valuesStart() + panel * keys * TILE_COLS;
      if (width == TILE_COLS) {
        copyRows(target, to, HeapMemory.values(v), from + panel * TILE_COLS, line, keys);
      } else {
        Arrays.fill(target, to, to + keys * TILE_COLS, 0f);
        for (int key = 0; key < keys; key++) {
          System.arraycopy(HeapMemory.values(v), from + key * line + panel * TILE_COLS, target, to + key * TILE_COLS,
              width);
        }
      }
    }
  }

  private static void copyRows(float[] to, int toStart, float[] from, int fromStart, int line, int count) {
    for (int i = 0; i < count; i++) {
      FloatVector left = FloatVector.fromArray(Species.FLOATS, from, fromStart + i * line);
      FloatVector right = FloatVector.fromArray(Species.FLOATS, from, fromStart + i * line + LANES);
      left.intoArray(to, toStart + i * TILE_COLS);
      right.intoArray(to, toStart + i * TILE_COLS + LANES);
    }
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
      int height = keyHeight(panel);
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
