package io.github.xclip4j.backend;

import java.util.Random;

/** Values on the host. */
final class Stack {
  final int groups;
  final int rows;
  final int cols;
  final float[] values;

  Stack(int groups, int rows, int cols, float[] values) {
    this.groups = groups;
    this.rows = rows;
    this.cols = cols;
    this.values = values;
  }

  /** Signed values of up to 3, seeded, most of them below 1. */
  static Stack random(int seed, int groups, int rows, int cols) {
    Random random = new Random(seed);
    float[] values = new float[groups * rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.clamp(random.nextGaussian(), -3, 3);
    }
    return new Stack(groups, rows, cols, values);
  }

  Stack shifted(float offset) {
    for (int i = 0; i < values.length; i++) {
      values[i] += offset;
    }
    return this;
  }

  Stack scaled(float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return this;
  }
}
