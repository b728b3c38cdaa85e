package io.github.xclip4j.internal.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;

/** A product of bf16 over many tiles, with every epilogue, compared with one in double. */
record LargeProduct(int rows, int outputs, int inputs) {
  private static final int EVERY = 7; // rows are looked at

  /** Multiplies three times, so that a graph is captured and replayed. */
  void check(Backend backend) {
    float[] x = values(rows * inputs, 1);
    float[] weight = values(outputs * inputs, 2);
    float[] bias = values(outputs, 3);
    double[] expected = product(x, weight, bias);
    Linear layer = backend.linear(outputs, inputs, Matrix.of(outputs, inputs, weight), bias);
    try (Context context = backend.context(2L * rows * (outputs + inputs) + (1 << 16))) {
      for (int run = 0; run < 3; run++) {
        check(context, layer, x, expected);
      }
    }
  }

  private void check(Context context, Linear layer, float[] x, double[] expected) {
    try (Context.Scope _ = context.scope()) {
      Tensor operand = context.tensor(Use.OPERAND, 1, rows, inputs);
      Tensor out = context.tensor(1, rows, outputs);
      Tensor narrow = context.tensor(Use.OPERAND, 1, rows, outputs);
      context.write(operand, x);
      context.ops().linear(out, operand, layer, Activation.QUICK_GELU);
      context.ops().linear(narrow, operand, layer, Activation.QUICK_GELU);
      context.ops().linearAdd(out, operand, layer);
      float[] wide = context.read(out);
      float[] rounded = context.read(narrow);
      for (int row = 0; row < rows; row += EVERY) {
        for (int col = 0; col < outputs; col++) {
          double sum = expected[row / EVERY * outputs + col];
          double activated = sum / (1 + Math.exp(-1.702 * sum));
          int at = row * outputs + col;
          assertThat((double) wide[at]).as("row %d, column %d", row, col)
              .isCloseTo(activated + sum, offset(1e-4 * (1 + Math.abs(sum))));
          assertThat((double) rounded[at]).as("row %d, column %d", row, col)
              .isCloseTo(activated, offset(0.001 + Math.abs(activated) / 256));
        }
      }
    }
  }

  private double[] product(float[] x, float[] weight, float[] bias) {
    double[] product = new double[Math.ceilDiv(rows, EVERY) * outputs];
    for (int row = 0; row < rows; row += EVERY) {
      for (int col = 0; col < outputs; col++) {
        double sum = bias[col];
        for (int k = 0; k < inputs; k++) {
          sum += (double) x[row * inputs + k] * weight[col * inputs + k];
        }
        product[row / EVERY * outputs + col] = sum;
      }
    }
    return product;
  }

  /** Multiples of 1/8 between -1 and 1, which bf16 holds exactly. */
  static float[] values(int count, int seed) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.floorMod(i * 31 + i / 17 * seed * 7 + seed, 17) / 8f - 1;
    }
    return values;
  }
}
