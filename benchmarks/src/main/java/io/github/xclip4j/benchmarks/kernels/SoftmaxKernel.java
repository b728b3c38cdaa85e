package io.github.xclip4j.benchmarks.kernels;

import io.github.xclip4j.internal.backend.simd.Softmax;

/**
 * Attention's softmax by itself, for benchmarks. It works in place as attention does, and leaves the division by the
 * sums to the product that follows.
 */
final class SoftmaxKernel {
  private final int keys;
  private final float[][] panels;
  private final float[][] states;

  /**
   * Lays scores out in panels of queries.
   *
   * @param rows as many as fill panels: a multiple of 32 does for vectors of up to 512 bits
   * @param scores (rows, keys)
   */
  SoftmaxKernel(int rows, int keys, float[] scores) {
    int each = Softmax.COLUMNS;
    if (rows % each != 0) {
      throw new IllegalArgumentException(rows + " rows do not fill panels of " + each + ": take a multiple of it");
    }
    this.keys = keys;
    panels = new float[rows / each][keys * each];
    states = new float[rows / each][Softmax.STATE];
    for (int row = 0; row < rows; row++) {
      for (int key = 0; key < keys; key++) {
        panels[row / each][key * each + row % each] = scores[row * keys + key];
      }
    }
  }

  /** Replaces all scores by their exponentials. */
  void run() {
    for (int panel = 0; panel < panels.length; panel++) {
      Softmax.start(states[panel]);
      Softmax.advance(states[panel], panels[panel], keys);
    }
  }

  /** What the last run makes of the scores, divided by the sums, (rows, keys). */
  float[] weights() {
    int each = Softmax.COLUMNS;
    float[] weights = new float[panels.length * each * keys];
    for (int row = 0; row < panels.length * each; row++) {
      for (int key = 0; key < keys; key++) {
        weights[row * keys + key] =
            panels[row / each][key * each + row % each] / states[row / each][Softmax.SUM + row % each];
      }
    }
    return weights;
  }
}
