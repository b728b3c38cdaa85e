package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.Species.TILE_COLS;
import static io.github.xclip4j.backend.cpu.Species.TILE_ROWS;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import java.util.Arrays;

/**
 * {@code softmax(q·kᵀ + mask)·v} head by head; the scores of a panel of queries never leave the worker's cache.
 *
 * <p>One task is one head of one group, a result does not depend on the thread that computes it.
 */
/*
 * Scores are computed transposed, Sᵀ = K·Qᵀ, with the kernel of the matrix products. Softmax then goes down the columns
 * with a lane per query, and Sᵀ is already the k-major left side of S·V, whose right side are the rows of V where they
 * lie if the head size is whole tiles.
 */
final class Attention implements WorkerPool.Tasks {
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
  private final int keyStride;
  private final int valueCols;

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
    keyStride = (keys + 3) / 4 * 4;
    valueCols = Species.wholeTiles(headSize);
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
    int head = index % heads;
    float[] keysAcross = scratch[worker].left(headSize * keyStride);
    packKeys(keysAcross, group, head);
    boolean packValues = !weightsOnly && valueCols != headSize;
    int queryRoom = headSize * TILE_COLS;
    float[] right = scratch[worker].right(queryRoom + (packValues ? keys * valueCols : 0));
    if (packValues) {
      packValues(right, queryRoom, group, head);
    }
    float[] scores = scratch[worker].scores((keyStride + 1) * TILE_COLS);
    for (int query = 0; query < q.rows(); query += TILE_COLS) {
      packQueries(right, group, head, query);
      score(scores, keysAcross, right);
      if (mask != Mask.NONE) {
        Softmax.hide(scores, keys, query, mask, group);
      }
      Softmax.exponentials(scores, keys, scores, keyStride * TILE_COLS);
      if (weightsOnly) {
        writeWeights(scores, group, head, query);
      } else if (packValues) {
        writeValues(scores, right, queryRoom, valueCols, group, head, query, scratch[worker]);
      } else {
        writeValues(scores, CpuMemory.values(v), CpuMemory.at(v, group, 0) + head * headSize, (int) v.rowStride(), group,
            head, query, scratch[worker]);
      }
    }
  }

  /** Kᵀ of one head, (headSize, keyStride). */
  private void packKeys(float[] target, int group, int head) {
    float[] from = CpuMemory.values(k);
    for (int key = 0; key < keys; key++) {
      int at = CpuMemory.at(k, group, key) + head * headSize;
      for (int c = 0, to = key; c < headSize; c++, to += keyStride) {
        target[to] = from[at + c];
      }
    }
  }

  /** Qᵀ of one head and a panel of queries, (headSize, TILE_COLS), zeros behind the last query. */
  private void packQueries(float[] target, int group, int head, int firstQuery) {
    float[] from = CpuMemory.values(q);
    int count = Math.min(TILE_COLS, q.rows() - firstQuery);
    if (count < TILE_COLS) {
      Arrays.fill(target, 0, headSize * TILE_COLS, 0f);
    }
    for (int i = 0; i < count; i++) {
      int at = CpuMemory.at(q, group, firstQuery + i) + head * headSize;
      for (int c = 0, to = i; c < headSize; c++, to += TILE_COLS) {
        target[to] = from[at + c];
      }
    }
  }

  /** V of one head, (keys, valueCols), zeros behind the last column. */
  private void packValues(float[] target, int start, int group, int head) {
    for (int key = 0; key < keys; key++) {
      int to = start + key * valueCols;
      System.arraycopy(CpuMemory.values(v), CpuMemory.at(v, group, key) + head * headSize, target, to, headSize);
      Arrays.fill(target, to + headSize, to + valueCols, 0f);
    }
  }

  /** Sᵀ of a panel of queries, (keys, TILE_COLS). */
  private void score(float[] scores, float[] keysAcross, float[] queriesAcross) {
    Arrays.fill(scores, 0, keyStride * TILE_COLS, 0f);
    for (int key = 0; key < keys; key += TILE_ROWS) {
      MicroKernel.accumulate(Species.kernelRows(keys - key), keysAcross, key, keyStride, queriesAcross, 0, TILE_COLS,
          headSize, scores, key * TILE_COLS);
    }
  }

  private void writeValues(float[] scores, float[] values, int valueStart, int valueStride, int group, int head,
      int firstQuery, Scratch room) {
    float[] tile = room.tiles(TILE_ROWS * TILE_COLS);
    int queries = Math.min(TILE_COLS, q.rows() - firstQuery);
    for (int i = 0; i < queries; i += TILE_ROWS) {
      int rows = Math.min(TILE_ROWS, queries - i);
      for (int column = 0; column < headSize; column += TILE_COLS) {
        Arrays.fill(tile, 0, TILE_ROWS * TILE_COLS, 0f);
        MicroKernel.accumulate(Species.kernelRows(rows), scores, i, TILE_COLS, values, valueStart + column, valueStride,
            keys, tile, 0);
        for (int r = 0; r < rows; r++) {
          int to = CpuMemory.at(out, group, firstQuery + i + r) + head * headSize + column;
          Elementwise.scale(CpuMemory.values(out), to, scores[keyStride * TILE_COLS + i + r], tile, r * TILE_COLS,
              Math.min(TILE_COLS, headSize - column));
        }
      }
    }
  }

  private void writeWeights(float[] scores, int group, int head, int firstQuery) {
    float[] to = CpuMemory.values(out);
    for (int i = 0; i < Math.min(TILE_COLS, q.rows() - firstQuery); i++) {
      int at = CpuMemory.at(out, group, head * q.rows() + firstQuery + i);
      float reciprocal = scores[keyStride * TILE_COLS + i];
      for (int key = 0; key < keys; key++) {
        to[at + key] = scores[key * TILE_COLS + i] * reciprocal;
      }
    }
  }
}
