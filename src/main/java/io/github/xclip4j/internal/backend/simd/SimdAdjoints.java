package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.heap.HeapMemory.at;
import static io.github.xclip4j.internal.backend.heap.HeapMemory.values;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.simd.PlainGemm.Operand;
import io.github.xclip4j.internal.backend.simd.PlainGemm.Rows;
import java.util.Arrays;

/** The adjoints on vectors, divided among the backend's workers. */
/*
 * Where a result is a sum over rows, a task sums a block of them and the blocks are added one after the other: the same
 * order, and so the same bits, for every number of threads.
 */
public final class SimdAdjoints implements Adjoints {
  /** Elements of a task: some microseconds of work. */
  private static final int ELEMENTS_PER_TASK = 1 << 14;
  /** Rows of a block that one task sums. */
  private static final int ROWS_PER_SUM = 64;

  /** Takes the weights of a layer from its parts, in the form that a backend's products read. */
  public interface Packer {
    void pack(Linear layer);
  }

  /** Computes one row of a result. */
  private interface RowTask {
    void compute(int group, int row, int worker);
  }

  /** Adds what one row contributes to sums by column, which start at {@code start} in {@code sums}. */
  private interface RowTerm {
    void add(float[] sums, int start, int group, int row);
  }

  private final WorkerPool pool;
  private final Scratch[] scratch;
  private final PlainGemm gemm;
  private final Packer packer;
  private float[] sums = new float[0];
  /** Mean and reciprocal deviation of every row. */
  private float[] statistics = new float[0];

  SimdAdjoints(WorkerPool pool, Scratch[] scratch, Packer packer) {
    this.pool = pool;
    this.scratch = scratch;
    this.gemm = new PlainGemm(pool, scratch);
    this.packer = packer;
  }

  private void rows(Tensor out, RowTask task) {
    int rows = out.groups() * out.rows();
    int each = Math.max(1, ELEMENTS_PER_TASK / Math.max(1, out.cols()));
    pool.run(Math.ceilDiv(rows, each), (index, worker) -> {
      int end = Math.min(rows, (index + 1) * each);
      for (int i = index * each; i < end; i++) {
        task.compute(i / out.rows(), i % out.rows(), worker);
      }
    });
  }

  /** Adds to a single row the sum over the rows of {@code x}. */
  private void addSum(Tensor out, Tensor x, RowTerm term) {
    int rows = x.groups() * x.rows();
    int cols = x.cols();
    int blocks = Math.ceilDiv(rows, ROWS_PER_SUM);
    sums = Scratch.atLeast(sums, Math.multiplyExact(blocks, cols));
    float[] parts = sums;
    pool.run(blocks, (block, _) -> {
      Arrays.fill(parts, block * cols, (block + 1) * cols, 0f);
      for (int i = block * ROWS_PER_SUM; i < Math.min(rows, (block + 1) * ROWS_PER_SUM); i++) {
        term.add(parts, block * cols, i / x.rows(), i % x.rows());
      }
    });
    for (int block = 0; block < blocks; block++) {
      RowMath.add(values(out), at(out, 0, 0), parts, block * cols, cols);
    }
  }

  @Override
  public void clear(Tensor out) {
    rows(out, (g, r, _) -> Arrays.fill(values(out), at(out, g, r), at(out, g, r) + out.cols(), 0f));
  }

  @Override
  public void scale(Tensor out, Tensor x, float factor) {
    rows(out, (g, r, _) -> RowMath.scale(values(out), at(out, g, r), factor, values(x), at(x, g, r), x.cols()));
  }

  @Override
  public void productAdd(Tensor out, Tensor a, Tensor b, Transposed transposed) {
    boolean summed = out.groups() == 1;
    if (transposed == Transposed.LEFT && summed) { // all groups are terms of the same sums
      product(out, a, b, transposed);
    } else if (transposed != Transposed.LEFT && b.isRepeated() && !summed) { // all groups are rows of one product
      product(out, a, b.groupRange(0, 1), transposed);
    } else {
      for (int g = 0; g < a.groups(); g++) {
        product(out.groupRange(summed ? 0 : g, 1), a.groupRange(g, 1), b.groupRange(g, 1), transposed);
      }
    }
  }

  private void product(Tensor out, Tensor a, Tensor b, Transposed transposed) {
    gemm.add(out, new Operand(a, transposed == Transposed.LEFT ? Rows.TERMS : Rows.RESULTS),
        new Operand(b, transposed == Transposed.RIGHT ? Rows.RESULTS : Rows.TERMS));
  }

  @Override
  public void sumAdd(Tensor out, Tensor x) {
    if (out.rows() == 1) {
      addSum(out, x, (to, start, g, r) -> RowMath.add(to, start, values(x), at(x, g, r), x.cols()));
      return;
    }
    rows(out, (_, r, _) -> {
      for (int g = 0; g < x.groups(); g++) {
        RowMath.add(values(out), at(out, 0, r), values(x), at(x, g, r), x.cols());
      }
    });
  }

  @Override
  public void dotAdd(Tensor out, Tensor x, Tensor y) {
    int rows = x.groups() * x.rows();
    int blocks = Math.ceilDiv(rows, ROWS_PER_SUM);
    double[] parts = new double[blocks];
    pool.run(blocks, (block, _) -> {
      for (int i = block * ROWS_PER_SUM; i < Math.min(rows, (block + 1) * ROWS_PER_SUM); i++) {
        int g = i / x.rows();
        int r = i % x.rows();
        parts[block] += RowMath.dot(values(x), at(x, g, r), values(y), at(y, g, r), x.cols());
      }
    });
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    values(out)[at(out, 0, 0)] = (float) (values(out)[at(out, 0, 0)] + sum);
  }

  @Override
  public void columnDotsAdd(Tensor out, Tensor x, Tensor y) {
    addSum(out, x, (to, start, g, r) -> RowMath.addScaled(to, start, values(x), at(x, g, r), values(y), at(y, g, r),
        x.cols()));
  }

  @Override
  public void activate(Tensor out, Tensor x, Activation activation) {
    int cols = x.cols();
    rows(out, (g, r, worker) -> {
      float[] row = copy(x, g, r, worker);
      VectorMath.activate(activation, row, 0, Species.wholeTiles(cols));
      System.arraycopy(row, 0, values(out), at(out, g, r), cols);
    });
  }

  /** A row in the worker's scratch, with zeros up to whole vectors. */
  private float[] copy(Tensor x, int group, int row, int worker) {
    int cols = x.cols();
    float[] copy = scratch[worker].right(Species.wholeTiles(cols));
    System.arraycopy(values(x), at(x, group, row), copy, 0, cols);
    Arrays.fill(copy, cols, Species.wholeTiles(cols), 0f);
    return copy;
  }

  @Override
  public void activateAdjoint(Tensor dX, Tensor x, Tensor dOut, Activation activation) {
    boolean inPlace = dX.sameView(dOut);
    int cols = x.cols();
    rows(dX, (g, r, worker) -> {
      float[] slopes = copy(x, g, r, worker);
      Slopes.of(activation, slopes, Species.wholeTiles(cols));
      if (inPlace) {
        AdjointMath.multiply(values(dX), at(dX, g, r), values(dOut), at(dOut, g, r), slopes, 0, cols);
      } else {
        RowMath.addScaled(values(dX), at(dX, g, r), slopes, 0, values(dOut), at(dOut, g, r), cols);
      }
    });
  }

  /*
   * Means and deviations come from a loop of their own: with all of it in one compilation C2 leaves vectors as objects (see
   * Softmax).
   */
  @Override
  public void layerNormAdjoint(Tensor dX, Tensor x, Tensor dOut, Tensor gamma, float epsilon) {
    boolean inPlace = dX.sameView(dOut);
    int width = x.cols();
    statistics = Scratch.atLeast(statistics, 2 * x.groups() * x.rows());
    float[] known = statistics;
    rows(x, (g, r, _) -> {
      int at = 2 * (g * x.rows() + r);
      known[at] = RowMath.sum(values(x), at(x, g, r), width) / width;
      known[at + 1] = inverse(x, at(x, g, r), known[at], epsilon);
    });
    rows(dX, (g, r, worker) -> {
      float mean = known[2 * (g * x.rows() + r)];
      float inverse = known[2 * (g * x.rows() + r) + 1];
      float[] row = scratch[worker].right(width);
      float[] both = scratch[worker].state(2);
      AdjointMath.slopes(row, values(gamma), at(gamma, 0, 0), values(dOut), at(dOut, g, r), values(x), at(x, g, r),
          mean,
          both, width);
      AdjointMath.project(row, 0, both[0] / width, values(x), at(x, g, r), mean, both[1] / width * inverse * inverse,
          inverse, width);
      put(dX, g, r, row, inPlace);
    });
  }

  /** {@code 1/√(variance + epsilon)} of a row. */
  private static float inverse(Tensor x, int start, float mean, float epsilon) {
    float variance = RowMath.squaredDeviations(values(x), start, x.cols(), mean) / x.cols();
    return (float) (1 / Math.sqrt((double) variance + epsilon));
  }

  /** Adds a row of gradients to what is there, or, in place, replaces it. */
  private static void put(Tensor dX, int group, int row, float[] gradients, boolean inPlace) {
    if (inPlace) {
      System.arraycopy(gradients, 0, values(dX), at(dX, group, row), dX.cols());
    } else {
      RowMath.add(values(dX), at(dX, group, row), gradients, 0, dX.cols());
    }
  }

  @Override
  public void normalizedDotsAdd(Tensor dGamma, Tensor x, Tensor dOut, float epsilon) {
    addSum(dGamma, x, (to, start, g, r) -> {
      int from = at(x, g, r);
      float mean = RowMath.sum(values(x), from, x.cols()) / x.cols();
      AdjointMath.addNormalized(to, start, values(x), from, mean, inverse(x, from, mean, epsilon), values(dOut),
          at(dOut, g, r), x.cols());
    });
  }

  @Override
  public void normalizeAdjoint(Tensor dX, Tensor x, Tensor dOut) {
    boolean inPlace = dX.sameView(dOut);
    int width = x.cols();
    rows(dX, (g, r, worker) -> {
      int from = at(x, g, r);
      double squares = RowMath.dot(values(x), from, values(x), from, width);
      double dot = RowMath.dot(values(x), from, values(dOut), at(dOut, g, r), width);
      float[] row = scratch[worker].right(width);
      System.arraycopy(values(dOut), at(dOut, g, r), row, 0, width);
      AdjointMath.project(row, 0, 0, values(x), from, 0, (float) (dot / squares), (float) (1 / Math.sqrt(squares)),
          width);
      put(dX, g, r, row, inPlace);
    });
  }

  @Override
  public void softmaxAdjoint(Tensor dScores, Tensor p, Tensor dP) {
    boolean inPlace = dScores.sameView(dP);
    int cols = p.cols();
    rows(dScores, (g, r, worker) -> {
      float mean = AdjointMath.dot(values(p), at(p, g, r), values(dP), at(dP, g, r), cols);
      float[] row = scratch[worker].right(cols);
      AdjointMath.weigh(row, 0, values(p), at(p, g, r), values(dP), at(dP, g, r), mean, cols);
      put(dScores, g, r, row, inPlace);
    });
  }

  @Override
  public void attentionAdjoint(Attended d, Attended x, Tensor dOut, int heads, Mask mask) {
    AttentionAdjoint.add(d, x, dOut, heads, mask, pool, scratch);
  }

  @Override
  public void meanAdjoint(Tensor dX, Tensor dOut) {
    float share = 1f / dX.rows();
    rows(dX, (g, r, _) -> AdjointMath.addMultiple(values(dX), at(dX, g, r), share, values(dOut), at(dOut, g, 0),
        dX.cols()));
  }

  @Override
  public void meanGroupsAdjoint(Tensor dX, Tensor dOut) {
    int run = dX.groups() / dOut.groups();
    rows(dX, (g, r, _) -> AdjointMath.addMultiple(values(dX), at(dX, g, r), 1f / run, values(dOut),
        at(dOut, g / run, r), dX.cols()));
  }

  @Override
  public void lookupAdjoint(Tensor dTable, Tensor dOut, int[] rows) {
    for (int i = 0; i < rows.length; i++) {
      RowMath.add(values(dTable), at(dTable, 0, rows[i]), values(dOut), at(dOut, 0, i), dOut.cols());
    }
  }

  @Override
  public void scoresAdjoint(Tensor dVideo, Tensor dText, Tensor dOut, Tensor video, Tensor text, Tensor logitScale) {
    float scale = SimdOps.scale(logitScale);
    int cols = text.cols();
    pool.run(text.groups(), (g, _) -> {
      for (int k = 0; k < text.rows(); k++) {
        float factor = scale * values(dOut)[at(dOut, g, 0) + k];
        AdjointMath.addMultiple(values(dVideo), at(dVideo, g, 0), factor, values(text), at(text, g, k), cols);
      }
    });
    int summed = text.groups() / Math.max(1, dText.groups());
    rows(dText, (g, k, _) -> {
      for (int term = g * summed; term < (g + 1) * summed; term++) {
        float factor = scale * values(dOut)[at(dOut, term, 0) + k];
        AdjointMath.addMultiple(values(dText), at(dText, g, k), factor, values(video), at(video, term, 0), cols);
      }
    });
  }

  @Override
  public void pack(Linear layer) {
    packer.pack(layer);
  }

  @Override
  public void adamw(Tensor weight, Tensor gradient, Tensor moments, Tensor step) {
    rows(weight, (_, r, _) -> AdjointMath.adamw(values(weight), at(weight, 0, r), values(gradient),
        at(gradient, 0, r), values(moments), at(moments, 0, r), at(moments, 1, r), values(step), at(step, 0, 0),
        weight.cols()));
  }
}
