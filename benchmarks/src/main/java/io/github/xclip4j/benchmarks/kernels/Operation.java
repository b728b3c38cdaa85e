package io.github.xclip4j.benchmarks.kernels;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Case;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.OpCase;
import io.github.xclip4j.backend.OpCases;
import io.github.xclip4j.benchmarks.Engines;
import io.github.xclip4j.benchmarks.OnnxOperation;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import java.util.Arrays;
import java.util.Map;

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

  /** Of a float. */
  private static final double ROUNDOFF = 0x1p-24;

  /** A weight is at most 1, the quotient of an exponential and a sum that are within a few roundings. */
  private static final double SOFTMAX_TOLERANCE = 16 * ROUNDOFF;

  private static final Runnable NOTHING = () -> {};

  /**
   * Prepares what {@code spec} says: an operation as {@link OpCases} names it, or {@code softmax:rows:keys}.
   *
   * @param engine {@code simd}, {@code scalar} or {@code onnxruntime}
   * @throws IllegalStateException if the result is not the scalar backend's
   */
  static Operation verified(String spec, String engine, int threads) {
    String[] words = spec.split(":");
    if (words[0].equals("softmax")) {
      int[] sizes = sizes(words);
      return softmax(spec, sizes[0], sizes[1], engine, threads);
    }
    OpCase operation = OpCases.named(spec);
    Map<String, float[]> expected;
    try (Backend scalar = Engines.open("scalar", 1); OnContext reference = OnContext.of(operation, scalar)) {
      reference.run().run();
      expected = reference.run().read();
    }
    if (engine.equals("onnxruntime")) {
      return peer(spec, Peer.of(words[0], sizes(words)).open(threads, operation::values), expected.get("out"),
          operation.tolerance(ROUNDOFF), operation.flop(), operation.bytes());
    }
    Backend backend = Engines.open(engine, threads);
    OnContext prepared = OnContext.of(operation, backend);
    prepared.run().run();
    prepared.run().read().forEach(
        (result, values) -> compare(spec, values, expected.get(result), operation.tolerance(Engines.roundoff(engine))));
    return new Operation(prepared.run(), () -> {
      prepared.close();
      backend.close();
    }, operation.flop(), operation.bytes());
  }

  private static int[] sizes(String[] words) {
    return Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
  }

  /** An operation laid out on a context of its own. */
  private record OnContext(Context context, Case place, OpCase.Run run) implements AutoCloseable {
    static OnContext of(OpCase operation, Backend backend) {
      Context context = backend.context(operation.elements());
      Case place = Case.dense(context);
      return new OnContext(context, place, operation.place(place));
    }

    @Override
    public void close() {
      run.close();
      context.close();
    }
  }

  private static Operation peer(
      String spec, OnnxOperation peer, float[] expected, double tolerance, double flop, double bytes) {
    compare(spec, peer.result(), expected, tolerance);
    return new Operation(peer::run, peer::close, flop, bytes);
  }

  private static void compare(String spec, float[] values, float[] expected, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(values[i] - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i])))) {
        throw new IllegalStateException(spec + " gives " + values[i] + " at " + i + ", the scalar backend "
            + expected[i] + ": its speed says nothing");
      }
    }
  }

  /** Attention's, of scores that are there: it is no operation of a backend, and runs on one thread. */
  private static Operation softmax(String spec, int rows, int keys, String engine, int threads) {
    float[] scores = ProceduralWeights.uniform("scores", 1, rows * keys);
    float[] expected = new float[scores.length];
    softmax(expected, scores, keys);
    double bytes = 2.0 * Float.BYTES * scores.length;
    return switch (engine) {
      case "onnxruntime" -> peer(spec, Peer.of("softmax", new int[] {rows, keys}).open(threads, _ -> scores), expected,
          SOFTMAX_TOLERANCE, 0, bytes);
      case "simd" -> {
        SoftmaxKernel kernel = new SoftmaxKernel(rows, keys, scores);
        kernel.run();
        compare(spec, kernel.weights(), expected, SOFTMAX_TOLERANCE);
        yield new Operation(kernel::run, NOTHING, 0, bytes);
      }
      case "scalar" -> new Operation(() -> softmax(expected, scores, keys), NOTHING, 0, bytes);
      case "matrix", "matrix:precision=fast" ->
          throw new IllegalArgumentException("attention's softmax is no kernel of its own on a matrix unit");
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
