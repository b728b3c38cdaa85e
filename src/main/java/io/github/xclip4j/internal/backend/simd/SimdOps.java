package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.heap.HeapMemory.at;
import static io.github.xclip4j.internal.backend.heap.HeapMemory.values;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import java.util.Arrays;

/** The operations on vectors, divided among the backend's workers. */
public final class SimdOps implements Ops {
  /** Elements of a task: some microseconds of work. */
  private static final int ELEMENTS_PER_TASK = 1 << 14;

  /** Computes one row of a result. */
  private interface RowTask {
    void compute(int group, int row);
  }

  private final WorkerPool pool;
  private final Scratch[] scratch;
  private final Gemm gemm;

  SimdOps(WorkerPool pool, Scratch[] scratch) {
    this.pool = pool;
    this.scratch = scratch;
    this.gemm = new Gemm(pool, scratch);
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    gemm.assign(out, x, (SimdLinear) layer.weights(), activation);
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    gemm.add(out, x, (SimdLinear) layer.weights());
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    Attention.values(out, q, k, v, heads, mask, pool, scratch);
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    Attention.weights(out, q, k, heads, mask, pool, scratch);
  }

  /** Computes every row of {@code out}, several per task of the pool. */
  private void rows(Tensor out, int elementsPerRow, RowTask task) {
    int each = Math.max(1, ELEMENTS_PER_TASK / Math.max(1, elementsPerRow));
    pool.run(Math.ceilDiv(out.groups() * out.rows(), each), (index, _) -> {
      int end = Math.min(out.groups() * out.rows(), (index + 1) * each);
      for (int i = index * each; i < end; i++) {
        task.compute(i / out.rows(), i % out.rows());
      }
    });
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    if (PackedRows.hold(out)) {
      packNormalised(PackedRows.of(out), x, gamma, beta, epsilon);
    } else {
      rows(out, x.cols(), (g, r) -> normalise(values(out), at(out, g, r), x, g, r, gamma, beta, epsilon));
    }
  }

  private void packNormalised(PackedRows packed, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    int width = x.cols();
    pool.run(packed.panels(), (panel, worker) -> {
      float[] normalised = scratch[worker].right(4 * width);
      for (int r = 0; r < packed.height(panel); r += 4) {
        int first = panel * Species.TILE_ROWS + r;
        int last = Math.min(3, packed.rows() - 1 - first);
        for (int i = 0; i <= last; i++) {
          normalise(normalised, i * width, x, (first + i) / x.rows(), (first + i) % x.rows(), gamma, beta, epsilon);
        }
        packed.put(panel, r, 0, normalised, 0, Math.min(1, last) * width, Math.min(2, last) * width, last * width,
            width);
      }
    });
  }

  /**
   * Layer norm of one row.
   *
   * @param start where the result begins in {@code to}
   */
  static void normalise(float[] to, int start, Tensor x, int group, int row, Tensor gamma, Tensor beta,
      float epsilon) {
    int width = x.cols();
    int from = at(x, group, row);
    float mean = RowMath.sum(values(x), from, width) / width;
    float variance = RowMath.squaredDeviations(values(x), from, width, mean) / width;
    float inverse = (float) (1 / Math.sqrt((double) variance + epsilon));
    RowMath.affine(to, start, values(x), from, width, mean, inverse, values(gamma), at(gamma, 0, 0), values(beta),
        at(beta, 0, 0));
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    if (PackedRows.hold(out)) {
      Patches.pack(PackedRows.of(out), pixels, channels, patchSize, pool);
      return;
    }
    int height = pixels.rows() / channels;
    int across = pixels.cols() / patchSize;
    rows(out, out.cols(), (frame, patch) -> {
      int top = patch / across * patchSize;
      int left = patch % across * patchSize;
      int to = at(out, frame, patch);
      for (int channel = 0; channel < channels; channel++) {
        for (int y = 0; y < patchSize; y++, to += patchSize) {
          System.arraycopy(values(pixels), at(pixels, frame, channel * height + top + y) + left, values(out), to,
              patchSize);
        }
      }
    });
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values(table), at(table, 0, rows[i]), values(out), at(out, 0, i), table.cols());
    }
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    rows(out, x.cols(), (g, r) -> System.arraycopy(values(x), at(x, g, r), values(out), at(out, g, r), x.cols()));
  }

  @Override
  public void add(Tensor out, Tensor x) {
    rows(out, x.cols(), (g, r) -> RowMath.add(values(out), at(out, g, r), values(x), at(x, g, r), x.cols()));
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    rows(out, x.cols(), (g, r) -> RowMath.addScaled(values(out), at(out, g, r), values(scale), at(scale, 0, 0),
        values(x), at(x, g, r), x.cols()));
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    rows(out, x.rows() * x.cols(), (g, r) -> {
      int to = at(out, g, 0);
      Arrays.fill(values(out), to, to + x.cols(), 0f);
      for (int i = 0; i < x.rows(); i++) {
        RowMath.add(values(out), to, values(x), at(x, g, i), x.cols());
      }
      RowMath.scale(values(out), to, 1f / x.rows(), values(out), to, x.cols());
    });
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    int run = x.groups() / out.groups();
    rows(out, run * x.cols(), (g, r) -> {
      int to = at(out, g, r);
      Arrays.fill(values(out), to, to + x.cols(), 0f);
      for (int i = 0; i < run; i++) {
        RowMath.add(values(out), to, values(x), at(x, g * run + i, r), x.cols());
      }
      RowMath.scale(values(out), to, 1f / run, values(out), to, x.cols());
    });
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    rows(out, x.cols(), (g, r) -> {
      int from = at(x, g, r);
      double length = Math.sqrt(RowMath.dot(values(x), from, values(x), from, x.cols()));
      RowMath.divide(values(out), at(out, g, r), length, values(x), from, x.cols());
    });
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, Tensor logitScale) {
    float scale = scale(logitScale);
    int labels = text.rows();
    int each = Math.max(1, ELEMENTS_PER_TASK / Math.max(1, text.cols()));
    int chunks = (labels + each - 1) / each;
    pool.run(text.groups() * chunks, (index, worker) -> {
      int g = index / chunks;
      for (int label = index % chunks * each; label < Math.min(labels, (index % chunks + 1) * each); label++) {
        values(out)[at(out, g, 0) + label] = (float) (scale * RowMath.dot(values(video), at(video, g, 0),
            values(text), at(text, g, label), text.cols()));
      }
    });
  }

  /** Rounded to float, as the reference has it. */
  static float scale(Tensor logitScale) {
    return (float) Math.exp(values(logitScale)[at(logitScale, 0, 0)]);
  }
}
