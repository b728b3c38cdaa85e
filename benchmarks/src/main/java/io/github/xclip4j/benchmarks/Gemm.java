package io.github.xclip4j.benchmarks;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;

/** One linear layer on a backend, {@code y = x·Wᵀ}, with its inputs in place. */
public final class Gemm implements AutoCloseable {
  private static final int CHECKED_ROWS = 7;

  private final Shape shape;
  private final float[] x;
  private final float[] weight;
  private final Backend backend;
  private final Linear layer;
  private final Context context;
  private final Tensor input;
  private final Tensor output;

  /**
   * Sizes of a product.
   *
   * @param m rows of the input
   * @param n outputs
   * @param k inputs
   */
  public record Shape(int m, int n, int k) {
    /** Reads {@code "MxNxK"}. */
    public static Shape parse(String text) {
      String[] sizes = text.split("x");
      if (!text.matches("[1-9]\\d{0,6}x[1-9]\\d{0,6}x[1-9]\\d{0,6}")) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is no shape: write rows, outputs and inputs, at least 1 each, as 1584x3072x768");
      }
      return new Shape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    }

    /** Operations; a multiply and an add are two. */
    public double flop() {
      return 2.0 * m * n * k;
    }

    /** Bytes of input, weights and output, each once. */
    public double bytes() {
      return (double) Float.BYTES * ((long) m * k + (long) n * k + (long) m * n);
    }

    @Override
    public String toString() {
      return m + "×" + n + "×" + k;
    }
  }

  /** @param backend stays the caller's */
  public Gemm(Shape shape, Backend backend) {
    this.shape = shape;
    this.backend = backend;
    x = ProceduralWeights.uniform("x", 1, shape.m() * shape.k());
    weight = ProceduralWeights.uniform("w", 1, shape.n() * shape.k());
    layer = backend.linear(shape.n(), shape.k(), Matrix.of(shape.n(), shape.k(), weight), new float[0]);
    context = backend.context((long) shape.m() * (shape.k() + shape.n()) + 1024);
    input = context.tensor(1, shape.m(), shape.k());
    output = context.tensor(1, shape.m(), shape.n());
    context.write(input, x);
  }

  /** Computes the product. */
  public void run() {
    context.ops().linear(output, input, layer, Activation.NONE);
  }

  /** The product computed now, [m, n]. */
  float[] output() {
    run();
    return context.read(output);
  }

  /** The input, [m, k]. */
  float[] input() {
    return x;
  }

  /** {@code Wᵀ}, [k, n], as ONNX wants it. */
  float[] transposedWeight() {
    float[] turned = new float[weight.length];
    for (int n = 0; n < shape.n(); n++) {
      for (int k = 0; k < shape.k(); k++) {
        turned[k * shape.n() + n] = weight[n * shape.k() + k];
      }
    }
    return turned;
  }

  /**
   * Compares some rows, the first and the last among them, with sums in double.
   *
   * @param engine that the backend was opened by
   * @throws IllegalStateException naming the largest error, if it is more than rounding explains
   */
  public void verify(String engine) {
    // bf16 rounds each value below 1 by 2⁻⁹ at most, as likely up as down
    verify(output(), backend.description(),
        Engines.isFast(engine) ? 0x1p-8 * Math.sqrt(shape.k()) : floatTolerance());
  }

  /**
   * Compares some rows of anyone's product of the same inputs with sums in double.
   *
   * @param values [m, n]
   * @param who computed them
   */
  void verify(float[] values, String who) {
    verify(values, who, floatTolerance());
  }

  /** A sum of k products of values below 1, rounded at each step: 2⁻²⁴·√k for each of k steps at the worst scale √k. */
  private double floatTolerance() {
    return 0x1p-24 * 4 * shape.k();
  }

  private void verify(float[] values, String who, double tolerance) {
    double largest = 0;
    for (int i = 0; i < CHECKED_ROWS; i++) {
      int row = (int) ((long) i * (shape.m() - 1) / (CHECKED_ROWS - 1));
      for (int n = 0; n < shape.n(); n++) {
        double sum = 0;
        for (int k = 0; k < shape.k(); k++) {
          sum += (double) x[row * shape.k() + k] * weight[n * shape.k() + k];
        }
        largest = Math.max(largest, Math.abs(sum - values[row * shape.n() + n]));
      }
    }
    if (!(largest <= tolerance)) {
      throw new IllegalStateException("the product " + shape + " on " + who + " differs by " + largest
          + " from sums in double, more than " + tolerance + ": its speed says nothing");
    }
  }

  @Override
  public void close() {
    context.close();
    backend.release(layer);
  }
}
