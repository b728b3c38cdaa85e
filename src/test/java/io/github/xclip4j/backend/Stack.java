package io.github.xclip4j.backend;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Values on the host. */
public final class Stack {
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

  /** What is not there yet. */
  static Stack nan(int groups, int rows, int cols) {
    float[] values = new float[groups * rows * cols];
    Arrays.fill(values, Float.NaN);
    return new Stack(groups, rows, cols, values);
  }

  /** A single value. */
  static Stack single(double value) {
    return new Stack(1, 1, 1, new float[] {(float) value});
  }

  /** The values rounded to multiples of a power of two. */
  Stack rounded(double unit) {
    return map(value -> Math.rint(value / unit) * unit);
  }

  /** A function of every value. */
  Stack map(DoubleUnaryOperator function) {
    float[] mapped = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      mapped[i] = (float) function.applyAsDouble(values[i]);
    }
    return new Stack(groups, rows, cols, mapped);
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
