package io.github.xclip4j.internal.backend.matrix;

import static io.github.xclip4j.internal.backend.matrix.Kernels.BLOCK;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import io.github.xclip4j.internal.backend.simd.SimdOps;
import io.github.xclip4j.internal.backend.simd.WorkerPool;

/** Products and attention on the matrix unit, the rest on vectors. */
final class MatrixOps implements Ops {
  private final WorkerPool pool;
  private final Kernels kernels;
  private final SimdOps simd;
  private final GrowingArray[] rows;
  private final MatrixProducts products;
  private final MatrixAttention attention;
  private final int terms;

  /** @param simd on the same pool */
  MatrixOps(WorkerPool pool, Kernels kernels, SimdOps simd, WorkerMemory rooms, int terms) {
    this.pool = pool;
    this.kernels = kernels;
    this.simd = simd;
    this.rows = rooms.rows();
    this.products = new MatrixProducts(pool, kernels, rooms.tiles(), rooms.rows());
    this.attention = new MatrixAttention(pool, kernels, rooms.tiles(), rooms.shapes());
    this.terms = terms;
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    products.assign(out, x, (MatrixWeights) layer.weights(), terms, activation);
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    products.add(out, x, (MatrixWeights) layer.weights(), terms);
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    if (!LeftBlocks.hold(out)) {
      simd.layerNorm(out, x, gamma, beta, epsilon);
      return;
    }
    int width = x.cols();
    arrange(LeftBlocks.of(out), (row, to, at) -> SimdOps.normalise(to, at, x, row / x.rows(), row % x.rows(), gamma,
        beta, epsilon), width);
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    if (!LeftBlocks.hold(out)) {
      simd.patches(out, pixels, channels, patchSize);
      return;
    }
    int height = pixels.rows() / channels;
    int across = pixels.cols() / patchSize;
    int perFrame = height / patchSize * across;
    arrange(LeftBlocks.of(out), (row, to, at) -> {
      int patch = row % perFrame;
      int from = HeapMemory.at(pixels, row / perFrame, patch / across * patchSize) + patch % across * patchSize;
      for (int channel = 0; channel < channels; channel++) {
        for (int y = 0; y < patchSize; y++) {
          System.arraycopy(HeapMemory.values(pixels), from + (channel * height + y) * (int) pixels.rowStride(), to,
              at + (channel * patchSize + y) * patchSize, patchSize);
        }
      }
    }, out.cols());
  }

  /** Computes a row of a result into an array. */
  private interface Row {
    void compute(int row, float[] to, int at);
  }

  private void arrange(LeftBlocks to, Row row, int width) {
    pool.run(to.blocks(), (block, worker) -> {
      GrowingArray room = rows[worker].atLeast((long) BLOCK * width);
      for (int i = 0; i < to.height(block); i++) {
        row.compute(block * BLOCK + i, room.values(), i * width);
      }
      kernels.left(to.memory(), to.at(block), room.segment(), 0, width, to.height(block), width, to.terms());
    });
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    attention.run(out, q, k, v, heads, mask, terms);
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    simd.attentionWeights(out, q, k, heads, mask);
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] ids) {
    simd.lookup(out, table, ids);
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    simd.copy(out, x);
  }

  @Override
  public void add(Tensor out, Tensor x) {
    simd.add(out, x);
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    simd.addScaled(out, x, scale);
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    simd.mean(out, x);
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    simd.meanGroups(out, x);
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    simd.normalize(out, x);
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, Tensor logitScale) {
    simd.scores(out, video, text, logitScale);
  }
}
