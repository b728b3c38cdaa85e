package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.LANES;
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
 * <p>One task is one head of one group, a result does not depend on the thread that computes it.
 */
/*
 * Scores are computed transposed, Sᵀ = K·Qᵀ, with the kernel of the matrix products. Softmax then goes down the columns
 * with a lane per query, and Sᵀ is already the k-major left side of S·V. Keys come in blocks whose scores stay in the
 * level-1 cache: softmax is streamed, with the highest score and the sum of each query so far, and what was summed of
 * the values is scaled down when a later block has a higher score. Up to BLOCK keys there is one block.
 */
final class Attention implements WorkerPool.Tasks {
  /** Keys whose scores are in the cache at a time. */
  private static final int BLOCK = 21 * 12;
  private static final int TILE = TILE_ROWS * TILE_COLS;

  private final Tensor out;
  private final Tensor q;
  private final Tensor k;
  private final Tensor v;
  private final int heads;
  private final Mask mask;
  private final boolean weightsOnly;
  private final Scratch[] scratch;
  private final int headSize;
  private final int keys;
  private final int keyPanels;
  private final int valuePanels;

  private Attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask, boolean weightsOnly,
      Scratch[] scratch) {
    this.out = out;
    this.q = q;
    this.k = k;
    this.v = v;
    this.heads = heads;
    this.mask = mask;
    this.weightsOnly = weightsOnly;
    this.scratch = scratch;
    headSize = q.cols() / heads;
    keys = k.rows();
    keyPanels = (keys + TILE_ROWS - 1) / TILE_ROWS;
    valuePanels = Species.wholeTiles(headSize) / TILE_COLS;
  }

  /** {@code out = softmax(q·kᵀ + mask)·v}. */
  static void values(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask, WorkerPool pool,
      Scratch[] scratch) {
    pool.run(q.groups() * heads, new Attention(out, q, k, v, heads, mask, false, scratch));
  }

  /** {@code out = softmax(q·kᵀ + mask)}, (groups, heads·queries, keys). */
  static void weights(Tensor out, Tensor q, Tensor k, int heads, Mask mask, WorkerPool pool, Scratch[] scratch) {
    pool.run(q.groups() * heads, new Attention(out, q, k, k, heads, mask, true, scratch));
  }

  @Override
  public void run(int index, int worker) {
    int group = index / heads;
    int column = index % heads * headSize;
    Scratch room = scratch[worker];
    float[] keysAcross = room.left(keyPanels * TILE_ROWS * headSize);
    packKeys(keysAcross, group, column);
    int queryRoom = headSize * TILE_COLS;
    float[] right = room.right(queryRoom + (weightsOnly ? 0 : valuePanels * keys * TILE_COLS));
    if (!weightsOnly) {
      packValues(right, queryRoom, group, column);
    }
    for (int query = 0; query < q.rows(); query += TILE_COLS) {
      packQueries(right, group, column, query);
      if (weightsOnly) {
        weigh(keysAcross, right, group, index % heads, query, room);
      } else {
        attend(keysAcross, right, group, column, query, room);
      }
    }
  }

  /** K of one head as the left side of a product, as {@link PackedRows} has it. */
  private void packKeys(float[] target, int group, int column) {
    int first = HeapMemory.at(k, group, 0) + column;
    int line = (int) k.rowStride();
    for (int key = 0; key < keys; key += 4) {
      int panel = key / TILE_ROWS;
      packFour(HeapMemory.values(k), first, line, key, keys - 1, target,
          panel * TILE_ROWS * headSize + key % TILE_ROWS, keyHeight(panel));
    }
  }

  private int keyHeight(int panel) {
    return Species.kernelRows(keys - panel * TILE_ROWS);
  }

  /** Q of one head and a panel of queries as the right side, (headSize, TILE_COLS); nobody reads behind the last. */
  private void packQueries(float[] target, int group, int column, int firstQuery) {
    int first = HeapMemory.at(q, group, firstQuery) + column;
    int line = (int) q.rowStride();
    int count = Math.min(TILE_COLS, q.rows() - firstQuery);
    for (int i = 0; i < count; i += 4) {
      packFour(HeapMemory.values(q), first, line, i, count - 1, target, i, TILE_COLS);
    }
  }

  /** Transposes rows {@code row} to {@code row + 3}; the last row stands in for those behind it. */
  private void packFour(float[] from, int first, int line, int row, int last, float[] target, int to, int stride) {
    PackedRows.four(from, first + row * line, first + Math.min(row + 1, last) * line,
        first + Math.min(row + 2, last) * line, first + Math.min(row + 3, last) * line, headSize, target, to, stride);
  }

  /** V of one head in panels, (keys, TILE_COLS) each, zeros behind the last column. */
  private void packValues(float[] target, int start, int group, int column) {
    int from = HeapMemory.at(v, group, 0) + column;
    int line = (int) v.rowStride();
    for (int panel = 0; panel < valuePanels; panel++) {
      int width = Math.min(TILE_COLS, headSize - panel * TILE_COLS);
      int to = start + panel * keys * TILE_COLS;
      if (width == TILE_COLS) {
        copyLines(HeapMemory.values(v), from + panel * TILE_COLS, line, target, to, keys);
      } else {
        Arrays.fill(target, to, to + keys * TILE_COLS, 0f);
        for (int key = 0; key < keys; key++) {
          System.arraycopy(HeapMemory.values(v), from + key * line + panel * TILE_COLS, target, to + key * TILE_COLS,
              width);
        }
      }
    }
  }

  private static void copyLines(float[] from, int start, int line, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      FloatVector left = FloatVector.fromArray(Species.FLOATS, from, start + i * line);
      FloatVector right = FloatVector.fromArray(Species.FLOATS, from, start + i * line + LANES);
      left.intoArray(to, at + i * TILE_COLS);
      right.intoArray(to, at + i * TILE_COLS + LANES);
    }
  }

  /** Values averaged for a panel of queries. */
  private void attend(float[] keysAcross, float[] right, int group, int column, int firstQuery, Scratch room) {
    int queries = Math.min(TILE_COLS, q.rows() - firstQuery);
    int tiles = (queries + TILE_ROWS - 1) / TILE_ROWS * valuePanels;
    float[] averages = room.tiles(tiles * TILE);
    Arrays.fill(averages, 0, tiles * TILE, 0f);
    float[] state = room.state(Softmax.STATE);
    Softmax.start(state);
    int blocks = (keys + BLOCK - 1) / BLOCK;
    for (int block = 0; block < blocks; block++) {
      int firstPanel = keyPanels * block / blocks;
      int endPanel = keyPanels * (block + 1) / blocks;
      int count = Math.min(keys, endPanel * TILE_ROWS) - firstPanel * TILE_ROWS;
      float[] scores = score(keysAcross, right, group, firstQuery, firstPanel, endPanel, count, room);
      Softmax.advance(state, scores, count);
      if (block > 0) {
        rescale(averages, queries, state);
      }
      average(averages, queries, scores, right, firstPanel * TILE_ROWS, count);
    }
    for (int i = 0; i < queries; i++) {
      int to = HeapMemory.at(out, group, firstQuery + i) + column;
      float reciprocal = 1 / state[Softmax.SUM + i];
      for (int panel = 0; panel < valuePanels; panel++) {
        Elementwise.scale(HeapMemory.values(out), to + panel * TILE_COLS, reciprocal, averages, tileRow(i, panel),
            Math.min(TILE_COLS, headSize - panel * TILE_COLS));
      }
    }
  }

  /** Where the row of a query starts in its tile. */
  private int tileRow(int query, int valuePanel) {
    return (query / TILE_ROWS * valuePanels + valuePanel) * TILE + query % TILE_ROWS * TILE_COLS;
  }

  /** Sᵀ of a panel of queries and some panels of keys, (keys, TILE_COLS), masked. */
  private float[] score(float[] keysAcross, float[] right, int group, int firstQuery, int firstPanel, int endPanel,
      int count, Scratch room) {
    float[] scores = room.scores((endPanel - firstPanel) * TILE);
    Arrays.fill(scores, 0, (endPanel - firstPanel) * TILE, 0f);
    for (int panel = firstPanel; panel < endPanel; panel++) {
      int height = keyHeight(panel);
      MicroKernel.accumulate(height, keysAcross, panel * TILE_ROWS * headSize, height, right, 0, TILE_COLS, headSize,
          scores, (panel - firstPanel) * TILE);
    }
    if (mask != Mask.NONE) {
      Softmax.hide(scores, firstPanel * TILE_ROWS, count, firstQuery, mask, group);
    }
    return scores;
  }

  /** Adds the values of a block of keys times their weights. */
  private void average(float[] averages, int queries, float[] weights, float[] right, int firstKey, int count) {
    int queryRoom = headSize * TILE_COLS;
    for (int i = 0; i < queries; i += TILE_ROWS) {
      for (int panel = 0; panel < valuePanels; panel++) {
        MicroKernel.accumulate(Species.kernelRows(queries - i), weights, i, TILE_COLS, right,
            queryRoom + (panel * keys + firstKey) * TILE_COLS, TILE_COLS, count, averages, tileRow(i, panel));
      }
    }
  }

  private void rescale(float[] averages, int queries, float[] state) {
    for (int i = 0; i < queries; i++) {
      for (int panel = 0; panel < valuePanels; panel++) {
        int row = tileRow(i, panel);
        Elementwise.scale(averages, row, state[Softmax.FACTOR + i], averages, row, TILE_COLS);
      }
    }
  }

  /** The weights of a panel of queries, whose scores are all there at once. */
  private void weigh(float[] keysAcross, float[] right, int group, int head, int firstQuery, Scratch room) {
    float[] scores = score(keysAcross, right, group, firstQuery, 0, keyPanels, keys, room);
    float[] state = room.state(Softmax.STATE);
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
