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
import java.lang.foreign.MemorySegment;

/** Products, attention and the layer norms before products on native kernels, the rest on vectors. */
final class MatrixOps implements Ops {
  private final WorkerPool pool;
  private final Kernels kernels;
  private final SimdOps simd;
  private final WorkerMemory[] workers;
  private final MatrixProducts products;
  private final MatrixAttention attention;
  private final int terms;

  /** @param simd on the same pool */
  MatrixOps(WorkerPool pool, Kernels kernels, SimdOps simd, WorkerMemory[] workers, int terms) {
    this.pool = pool;
    this.kernels = kernels;
    this.simd = simd;
    this.workers = workers;
    this.products = new MatrixProducts(pool, kernels, workers);
    this.attention = new MatrixAttention(pool, kernels, workers);
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
    LeftBlocks to = LeftBlocks.of(out);
    MemorySegment rows = segment(x);
    MemorySegment scale = segment(gamma);
    MemorySegment shift = segment(beta);
    pool.run(to.blocks(), (block, worker) -> kernels.leftNorm(to.memory(), to.at(block), rows,
        workers[worker].stack().of(x, block * BLOCK, to.height(block), 0, x.cols()), scale, gamma.at(0, 0), shift,
        beta.at(0, 0), epsilon, to.terms()));
  }

  private static MemorySegment segment(Tensor x) {
    return MemorySegment.ofArray(HeapMemory.values(x));
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
    LeftBlocks to = LeftBlocks.of(out);
    pool.run(to.blocks(), (block, worker) -> {
      GrowingArray rows = workers[worker].rows().atLeast((long) BLOCK * out.cols());
      for (int i = 0; i < to.height(block); i++) {
        int row = block * BLOCK + i;
        int patch = row % perFrame;
        int from = HeapMemory.at(pixels, row / perFrame, patch / across * patchSize) + patch % across * patchSize;
        for (int channel = 0; channel < channels; channel++) {
          for (int y = 0; y < patchSize; y++) {
            System.arraycopy(HeapMemory.values(pixels), from + (channel * height + y) * (int) pixels.rowStride(),
                rows.values(), i * out.cols() + (channel * patchSize + y) * patchSize, patchSize);
          }
        }
      }
      kernels.left(to.memory(), to.at(block), rows.segment(),
          workers[worker].stack().dense(to.height(block), out.cols()),
          to.terms());
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
