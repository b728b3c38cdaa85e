package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.CpuMemory.at;
import static io.github.xclip4j.backend.cpu.CpuMemory.values;
import static io.github.xclip4j.backend.cpu.Simd.F;
import static io.github.xclip4j.backend.cpu.Simd.LANES;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import jdk.incubator.vector.FloatVector;

/** The operations on the Vector API; large ones divided among the workers by rows or tiles of their result. */
final class SimdOps implements Ops {
  /** Operations on fewer values than this are not worth waking anybody for. */
  private static final int WORTH_SHARING = 16_384;

  private final WorkerPool pool;
  private final SimdGemm gemm;
  private final SimdAttention attention;
  private final ScalarOps definition = new ScalarOps();

  SimdOps(WorkerPool pool) {
    this.pool = pool;
    this.gemm = new SimdGemm(pool);
    this.attention = new SimdAttention(pool);
  }

  /** Work on one row: where it starts in the inputs and the result. */
  @FunctionalInterface
  private interface RowWork {
    void run(int group, int row);
  }

  private void rows(Tensor shape, RowWork work) {
    int total = shape.groups() * shape.rows();
    int pieces = shape.elements() < WORTH_SHARING ? 1 : Math.min(total, 4 * pool.threads());
    pool.run(pieces, piece -> {
      int last = (int) ((piece + 1L) * total / pieces);
      for (int i = (int) ((long) piece * total / pieces); i < last; i++) {
        work.run(i / shape.rows(), i % shape.rows());
      }
    });
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    gemm.multiply(out, x, (SimdLinear) layer, activation, false);
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    gemm.multiply(out, x, (SimdLinear) layer, Activation.NONE, true);
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    rows(x, (g, r) -> layerNormRow(values(out), at(out, g, r), values(x), at(x, g, r), x.cols(),
        values(gamma), at(gamma, 0, 0), values(beta), at(beta, 0, 0), epsilon));
  }

  private static void layerNormRow(float[] y, int to, float[] x, int from, int width, float[] gamma, int gammaAt,
      float[] beta, int betaAt, float epsilon) {
    float mean = sum(x, from, width) / width;
    int bound = F.loopBound(width);
    FloatVector squares = FloatVector.zero(F);
    int i = 0;
    for (; i < bound; i += LANES) {
      FloatVector d = FloatVector.fromArray(F, x, from + i).sub(mean);
      squares = d.fma(d, squares);
    }
    float total = Simd.sum(squares);
    for (; i < width; i++) {
      total += (x[from + i] - mean) * (x[from + i] - mean);
    }
    float inverse = (float) (1 / Math.sqrt(total / width + (double) epsilon));
    for (i = 0; i < bound; i += LANES) {
      FloatVector d = FloatVector.fromArray(F, x, from + i).sub(mean).mul(inverse);
      d.fma(FloatVector.fromArray(F, gamma, gammaAt + i), FloatVector.fromArray(F, beta, betaAt + i))
          .intoArray(y, to + i);
    }
    for (; i < width; i++) {
      y[to + i] = (x[from + i] - mean) * inverse * gamma[gammaAt + i] + beta[betaAt + i];
    }
  }

  private static float sum(float[] x, int from, int count) {
    FloatVector sum = FloatVector.zero(F);
    int i = 0;
    for (; i < F.loopBound(count); i += LANES) {
      sum = sum.add(FloatVector.fromArray(F, x, from + i));
    }
    float total = Simd.sum(sum);
    for (; i < count; i++) {
      total += x[from + i];
    }
    return total;
  }

  private static float dot(float[] x, int xAt, float[] y, int yAt, int count) {
    FloatVector sum = FloatVector.zero(F);
    int i = 0;
    for (; i < F.loopBound(count); i += LANES) {
      sum = FloatVector.fromArray(F, x, xAt + i).fma(FloatVector.fromArray(F, y, yAt + i), sum);
    }
    float total = Simd.sum(sum);
    for (; i < count; i++) {
      total += x[xAt + i] * y[yAt + i];
    }
    return total;
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    attention.run(out, q, k, v, heads, mask);
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    definition.attentionWeights(out, q, k, heads, mask); // for those who look at them: exact rather than fast
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    float[] y = values(out);
    float[] in = values(pixels);
    int height = pixels.rows() / channels;
    int across = pixels.cols() / patchSize;
    rows(out, (frame, patch) -> {
      int top = patch / across * patchSize;
      int left = patch % across * patchSize;
      int to = at(out, frame, patch);
      for (int channel = 0; channel < channels; channel++) {
        for (int dy = 0; dy < patchSize; dy++) {
          System.arraycopy(in, at(pixels, frame, channel * height + top + dy) + left, y, to, patchSize);
          to += patchSize;
        }
      }
    });
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    definition.lookup(out, table, rows);
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    rows(out, (g, r) -> System.arraycopy(values(x), at(x, g, r), values(out), at(out, g, r), x.cols()));
  }

  @Override
  public void add(Tensor out, Tensor x) {
    rows(out, (g, r) -> addRow(values(out), at(out, g, r), values(x), at(x, g, r), x.cols()));
  }

  private static void addRow(float[] y, int to, float[] x, int from, int count) {
    for (int i = 0; i < count; i++) {
      y[to + i] += x[from + i];
    }
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    rows(out, (g, r) -> addScaledRow(values(out), at(out, g, r), values(x), at(x, g, r), values(scale),
        at(scale, 0, 0), x.cols()));
  }

  private static void addScaledRow(float[] y, int to, float[] x, int from, float[] scale, int scaleAt, int count) {
    for (int i = 0; i < count; i++) {
      y[to + i] += scale[scaleAt + i] * x[from + i];
    }
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    rows(out, (g, _) -> {
      int to = at(out, g, 0);
      System.arraycopy(values(x), at(x, g, 0), values(out), to, x.cols());
      for (int r = 1; r < x.rows(); r++) {
        addRow(values(out), to, values(x), at(x, g, r), x.cols());
      }
      divideRow(values(out), to, x.cols(), x.rows());
    });
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    int run = x.groups() / out.groups();
    rows(out, (g, r) -> {
      int to = at(out, g, r);
      System.arraycopy(values(x), at(x, g * run, r), values(out), to, x.cols());
      for (int i = 1; i < run; i++) {
        addRow(values(out), to, values(x), at(x, g * run + i, r), x.cols());
      }
      divideRow(values(out), to, x.cols(), run);
    });
  }

  private static void divideRow(float[] y, int to, int count, float divisor) {
    for (int i = 0; i < count; i++) {
      y[to + i] /= divisor;
    }
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    rows(out, (g, r) -> {
      int from = at(x, g, r);
      int to = at(out, g, r);
      float length = (float) Math.sqrt(dot(values(x), from, values(x), from, x.cols()));
      System.arraycopy(values(x), from, values(out), to, x.cols());
      divideRow(values(out), to, x.cols(), length);
    });
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, float scale) {
    rows(text, (g, k) -> values(out)[at(out, g, 0) + k] =
        scale * dot(values(video), at(video, g, 0), values(text), at(text, g, k), text.cols()));
  }
}
