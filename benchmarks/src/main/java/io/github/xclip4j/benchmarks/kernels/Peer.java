package io.github.xclip4j.benchmarks.kernels;

import io.github.xclip4j.benchmarks.OnnxGraph;
import io.github.xclip4j.benchmarks.OnnxOperation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * An operation as ONNX Runtime has it: one operator.
 *
 * @param name of the operator
 * @param inputs shapes by the names that the inputs of ours have
 */
record Peer(String name, OnnxGraph graph, Map<String, int[]> inputs) {
  /** The peer of an operation of {@link OperationBenchmark}. */
  static Peer of(String name, int[] sizes) {
    return switch (name) {
      case "attention" -> attention(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]);
      case "norm" -> norm(sizes[0], sizes[1]);
      case "softmax" -> softmax(sizes[0], sizes[1]);
      case "patches" -> patches(sizes[0], sizes[1], sizes[2]);
      default -> throw new IllegalArgumentException("there is no operation \"" + name + "\"");
    };
  }

  /** Scores are not scaled, as our queries come scaled. */
  private static Peer attention(int groups, int queries, int keys, int width, int heads) {
    OnnxGraph node = new OnnxGraph("MultiHeadAttention", "com.microsoft", 1);
    return new Peer("MultiHeadAttention", node, new LinkedHashMap<>())
        .input("q", groups, queries, width)
        .input("k", groups, keys, width)
        .input("v", groups, keys, width)
        .with(graph -> graph.attribute("num_heads", heads).attribute("scale", 1f)
            .output("out", groups, queries, width));
  }

  private static Peer norm(int rows, int width) {
    return new Peer("LayerNormalization", new OnnxGraph("LayerNormalization", "", 17), new LinkedHashMap<>())
        .input("x", rows, width)
        .input("gamma", width)
        .input("beta", width)
        .with(graph -> graph.attribute("epsilon", 1e-5f).output("out", rows, width));
  }

  private static Peer softmax(int rows, int keys) {
    return new Peer("Softmax", new OnnxGraph("Softmax", "", 13), new LinkedHashMap<>())
        .input("scores", rows, keys)
        .with(graph -> graph.output("out", rows, keys));
  }

  /** Cutting into patches is a transposition. */
  private static Peer patches(int frames, int side, int patch) {
    int across = side / patch;
    return new Peer("Transpose", new OnnxGraph("Transpose", "", 13), new LinkedHashMap<>())
        .input("pixels", frames, Operation.CHANNELS, across, patch, across, patch)
        .with(graph -> graph.attribute("perm", new int[] {0, 2, 4, 1, 3, 5})
            .output("out", frames, across, across, Operation.CHANNELS, patch, patch));
  }

  /**
   * Loads it into ONNX Runtime.
   *
   * @param values of an input
   */
  OnnxOperation open(int threads, Function<String, float[]> values) {
    return new OnnxOperation(name, graph, inputs, values, threads);
  }

  private interface Step {
    OnnxGraph on(OnnxGraph graph);
  }

  private Peer with(Step step) {
    return new Peer(name, step.on(graph), inputs);
  }

  private Peer input(String name, int... shape) {
    inputs.put(name, shape);
    return with(graph -> graph.input(name, shape));
  }
}
