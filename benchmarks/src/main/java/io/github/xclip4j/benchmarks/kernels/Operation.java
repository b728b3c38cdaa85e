package io.github.xclip4j.benchmarks.kernels;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.benchmarks.Engines;
import io.github.xclip4j.benchmarks.OnnxOperation;
import java.util.Arrays;
import java.util.function.Function;

/**
 * One operation on a backend or in ONNX Runtime, ready to be repeated.
 *
 * @param flop of one call, multiplies and adds; the softmax's exponentials are not counted
 * @param bytes of inputs and outputs, each once
 */
record Operation(Runnable work, Runnable close, double flop, double bytes) {
  /** Does nothing. */
  static final Operation NONE = new Operation(() -> {}, () -> {}, 0, 0);

  /** Of a frame. */
  static final int CHANNELS = 3;

  /** The scalar backend sums in double: what remains is float rounding, of sums of up to a thousand terms. */
  private static final double TOLERANCE = 1e-5;

  private static final Runnable NOTHING = () -> {};

  /** An operation set up on a context: its work, its result, and its cost. */
  private record OnContext(Runnable work, Tensor result, double flop, double bytes) {}

  /**
   * Prepares what {@code spec} says.
   *
   * @param engine {@code simd}, {@code scalar} or {@code onnxruntime}
   * @throws IllegalStateException if the result is not the scalar backend's
   */
  static Operation verified(String spec, String engine, int threads) {
    String[] words = spec.split(":");
    int[] sizes = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
    if (words[0].equals("softmax")) {
      return softmax(spec, sizes[0], sizes[1], engine, threads);
    }
    Function<Context, OnContext> operation = switch (words[0]) {
      case "attention" -> context -> attention(context, sizes);
      case "norm" -> context -> norm(context, sizes);
      case "patches" -> context -> patches(context, sizes);
      default -> throw new IllegalArgumentException("there is no operation \"" + words[0] + "\" in \"" + spec + "\"");
    };
    float[] expected;
    double flop;
    double bytes;
    try (Backend scalar = Engines.open("scalar", 1); Context context = scalar.context(elements(words[0], sizes))) {
      OnContext reference = operation.apply(context);
      reference.work().run();
      expected = context.read(reference.result());
      flop = reference.flop();
      bytes = reference.bytes();
    }
    if (engine.equals("onnxruntime")) {
      return peer(spec, words[0], sizes, threads, expected, flop, bytes);
    }
    Backend backend = Engines.open(engine, threads);
    Context context = backend.context(elements(words[0], sizes));
    OnContext prepared = operation.apply(context);
    prepared.work().run();
    compare(spec, context.read(prepared.result()), expected);
    return new Operation(prepared.work(), () -> {
      context.close();
      backend.close();
    }, flop, bytes);
  }

  private static Operation peer(String spec, String name, int[] sizes, int threads, float[] expected, double flop,
      double bytes) {
    OnnxOperation peer = Peer.of(name, sizes).open(threads);
    compare(spec, peer.result(), expected);
    return new Operation(peer::run, peer::close, flop, bytes);
  }

  private static long elements(String name, int[] sizes) {
    long product = switch (name) {
      case "attention" -> 2L * sizes[0] * (sizes[1] + sizes[2]) * sizes[3];
      case "norm" -> (2L * sizes[0] + 2) * sizes[1];
      default -> 6L * sizes[0] * sizes[1] * sizes[1];
    };
    return product + (1 << 16);
  }

  private static void compare(String spec, float[] values, float[] expected) {
    double scale = 0;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(values[i] - expected[i]) <= TOLERANCE * scale)) {
        throw new IllegalStateException(spec + " gives " + values[i] + " at " + i + ", the scalar backend "
            + expected[i] + ": its speed says nothing");
      }
    }
  }

  private static Tensor filled(Context context, String name, int groups, int rows, int cols) {
    Tensor tensor = context.tensor(groups, rows, cols);
    context.write(tensor, Peer.values(name, groups, rows, cols));
    return tensor;
  }

  private static OnContext attention(Context context, int[] sizes) {
    int groups = sizes[0];
    int queries = sizes[1];
    int keys = sizes[2];
    int width = sizes[3];
    int heads = sizes[4];
    Tensor q = filled(context, "q", groups, queries, width);
    Tensor k = filled(context, "k", groups, keys, width);
    Tensor v = filled(context, "v", groups, keys, width);
    Tensor out = context.tensor(groups, queries, width);
    return new OnContext(() -> context.ops().attention(out, q, k, v, heads, Mask.NONE), out,
        4.0 * groups * queries * keys * width, 8.0 * groups * (queries + keys) * width);
  }

  private static OnContext norm(Context context, int[] sizes) {
    Tensor x = filled(context, "x", 1, sizes[0], sizes[1]);
    Tensor gamma = filled(context, "gamma", 1, 1, sizes[1]);
    Tensor beta = filled(context, "beta", 1, 1, sizes[1]);
    Tensor out = context.tensor(1, sizes[0], sizes[1]);
    return new OnContext(() -> context.ops().layerNorm(out, x, gamma, beta, 1e-5f), out,
        7.0 * sizes[0] * sizes[1], 8.0 * sizes[0] * sizes[1]);
  }

  private static OnContext patches(Context context, int[] sizes) {
    int side = sizes[1] / sizes[2];
    Tensor pixels = filled(context, "pixels", sizes[0], CHANNELS * sizes[1], sizes[1]);
    Tensor out = context.tensor(sizes[0], side * side, CHANNELS * sizes[2] * sizes[2]);
    return new OnContext(() -> context.ops().patches(out, pixels, CHANNELS, sizes[2]), out, 0, 8.0 * out.elements());
  }

  /** Attention's, of scores that are there: it is no operation of a backend, and runs on one thread. */
  private static Operation softmax(String spec, int rows, int keys, String engine, int threads) {
    float[] scores = Peer.values("scores", rows, keys);
    float[] expected = new float[scores.length];
    softmax(expected, scores, keys);
    double bytes = 2.0 * Float.BYTES * scores.length;
    return switch (engine) {
      case "onnxruntime" -> peer(spec, "softmax", new int[] {rows, keys}, threads, expected, 0, bytes);
      case "simd" -> {
        SoftmaxKernel kernel = new SoftmaxKernel(rows, keys, scores);
        kernel.run();
        compare(spec, kernel.weights(), expected);
        yield new Operation(kernel::run, NOTHING, 0, bytes);
      }
      case "scalar" -> new Operation(() -> softmax(expected, scores, keys), NOTHING, 0, bytes);
      default -> throw new IllegalArgumentException("there is no engine \"" + engine + "\" for " + spec);
    };
  }

  private static void softmax(float[] out, float[] scores, int keys) {
    for (int start = 0; start < scores.length; start += keys) {
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = start; i < start + keys; i++) {
        highest = Math.max(highest, scores[i]);
      }
      double sum = 0;
      for (int i = start; i < start + keys; i++) {
        sum += Math.exp(scores[i] - highest);
      }
      for (int i = start; i < start + keys; i++) {
        out[i] = (float) (Math.exp(scores[i] - highest) / sum);
      }
    }
  }
}
