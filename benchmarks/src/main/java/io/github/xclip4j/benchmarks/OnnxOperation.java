package io.github.xclip4j.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** A single operator in ONNX Runtime with its inputs in place. */
public final class OnnxOperation implements AutoCloseable {
  private final OnnxPeer peer;
  private final String what;

  /**
   * Loads the graph and sets its inputs.
   *
   * @param what it is called in messages
   * @param inputs shapes by name
   * @param values of a shape, by the input's name
   * @throws IllegalStateException if ONNX Runtime does not take it
   */
  public OnnxOperation(String what, OnnxGraph graph, Map<String, int[]> inputs, Function<String, float[]> values,
      int threads) {
    this.what = what;
    try {
      peer = new OnnxPeer(graph.toBytes(), threads);
      for (Map.Entry<String, int[]> input : inputs.entrySet()) {
        peer.input(input.getKey(), values.apply(input.getKey()),
            Arrays.stream(input.getValue()).asLongStream().toArray());
      }
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Computes it. */
  public void run() {
    try {
      peer.runWithoutReading();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Computes it for its result. */
  public float[] result() {
    try {
      return peer.run();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      peer.close();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private IllegalStateException failed(OrtException e) {
    return new IllegalStateException("ONNX Runtime cannot run " + what + ": " + e.getMessage(), e);
  }
}
