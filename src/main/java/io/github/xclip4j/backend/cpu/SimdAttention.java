package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.CpuMemory.at;
import static io.github.xclip4j.backend.cpu.CpuMemory.values;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;

/** Multi-head attention, a task per group and head. */
final class SimdAttention {
  /*
   * Keys are packed transposed and values as they are into panels of the matrix kernel, so that both products run on it;
   * scores exist for a block of queries at a time. The division by the sum of weights comes last, on head-size values
   * instead of on keys.
   */
  private static final int BLOCK_QUERIES = 48;

  private final WorkerPool pool;

  SimdAttention(WorkerPool pool) {
    this.pool = pool;
  }

  void run(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    pool.run(q.groups() * heads, task -> head(out, q, k, v, heads, mask, task / heads, task % heads));
  }

  private static void head(
      Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask, int group, int head) {
    int width = GemmKernel.WIDTH;
    int size = q.cols() / heads;
    int column = head * size;
    int keys = k.rows();
    int keyPanels = (keys + width - 1) / width;
    int valuePanels = (size + width - 1) / width;
    float[] keyPanel = packKeys(k, group, column, size, keyPanels);
    float[] valuePanel = packValues(v, group, column, size, valuePanels);
    int stride = keyPanels * width;
    float[] scores = new float[BLOCK_QUERIES * stride];
    float[] result = new float[BLOCK_QUERIES * width];
    float[] sums = new float[BLOCK_QUERIES];
    int[] from = new int[BLOCK_QUERIES];
    int[] scoreRows = new int[BLOCK_QUERIES];
    for (int i = 0; i < BLOCK_QUERIES; i++) {
      scoreRows[i] = i * stride;
    }
    for (int first = 0; first < q.rows(); first += BLOCK_QUERIES) {
      int count = Math.min(BLOCK_QUERIES, q.rows() - first);
      for (int i = 0; i < count; i++) {
        from[i] = at(q, group, first + i) + column;
      }
      java.util.Arrays.fill(scores, 0, count * stride, 0);
      for (int panel = 0; panel < keyPanels; panel++) {
        GemmKernel.multiply(values(q), from, 0, count, keyPanel, panel * size * width, size, scores, panel * width,
            stride);
      }
      for (int i = 0; i < count; i++) {
        hide(scores, i * stride, keys, mask, group, first + i);
        sums[i] = VectorMath.expOfDifferences(scores, i * stride, keys);
      }
      for (int panel = 0; panel < valuePanels; panel++) {
        java.util.Arrays.fill(result, 0, count * width, 0);
        GemmKernel.multiply(scores, scoreRows, 0, count, valuePanel, panel * keys * width, keys, result, 0, width);
        int columns = Math.min(width, size - panel * width);
        for (int i = 0; i < count; i++) {
          divide(values(out), at(out, group, first + i) + column + panel * width, result, i * width, columns, sums[i]);
        }
      }
    }
  }

  private static float[] packKeys(Tensor k, int group, int column, int size, int panels) {
    int width = GemmKernel.WIDTH;
    float[] packed = new float[panels * size * width];
    float[] all = values(k);
    for (int key = 0; key < k.rows(); key++) {
      int from = at(k, group, key) + column;
      int to = key / width * size * width + key % width;
      for (int i = 0; i < size; i++) {
        packed[to + i * width] = all[from + i];
      }
    }
    return packed;
  }

  private static float[] packValues(Tensor v, int group, int column, int size, int panels) {
    int width = GemmKernel.WIDTH;
    int keys = v.rows();
    float[] packed = new float[panels * keys * width];
    for (int key = 0; key < keys; key++) {
      int from = at(v, group, key) + column;
      for (int panel = 0; panel < panels; panel++) {
        System.arraycopy(values(v), from + panel * width, packed, (panel * keys + key) * width,
            Math.min(width, size - panel * width));
      }
    }
    return packed;
  }

  /** What {@code ScalarOps} says of masks, on a row of scores. */
  private static void hide(float[] scores, int from, int keys, Mask mask, int group, int query) {
    if (mask.keys().isPresent()) {
      Tensor visible = mask.keys().get();
      int visibleAt = at(visible, group, 0);
      for (int key = 0; key < keys; key++) {
        boolean later = mask.causal() && key > query;
        if (values(visible)[visibleAt + key] == 0) {
          scores[from + key] = later ? Float.NEGATIVE_INFINITY : -Float.MAX_VALUE;
        } else if (later) {
          scores[from + key] = -Float.MAX_VALUE;
        }
      }
    } else if (mask.causal()) {
      for (int key = query + 1; key < keys; key++) {
        scores[from + key] = -Float.MAX_VALUE;
      }
    }
  }

  private static void divide(float[] y, int to, float[] x, int from, int count, float divisor) {
    for (int i = 0; i < count; i++) {
      y[to + i] = x[from + i] / divisor;
    }
  }
}
