package io.github.xclip4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A graph in ONNX Runtime with its inputs in place, one output. */
final class OnnxPeer implements Peer {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();

  /**
   * Loads a graph with all optimisations, operators one after another.
   *
   * @param threads of one operator, the caller included
   */
  OnnxPeer(Path graph, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = options(threads)) {
      session = environment.createSession(graph.toString(), options);
    }
  }

  /** Loads a graph from memory. */
  OnnxPeer(byte[] graph, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = options(threads)) {
      session = environment.createSession(graph, options);
    }
  }

  private static OrtSession.SessionOptions options(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    return options;
  }

  /** The version of the runtime. */
  static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  /** Sets an input for all runs to come. */
  void input(String name, float[] values, long... shape) throws OrtException {
    put(name, OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape));
  }

  /** Sets an input of token ids for all runs to come, [texts][length]. */
  void input(String name, long[][] ids) throws OrtException {
    LongBuffer buffer = LongBuffer.allocate(ids.length * ids[0].length);
    for (long[] row : ids) {
      buffer.put(row);
    }
    put(name, OnnxTensor.createTensor(environment, buffer.flip(), new long[] {ids.length, ids[0].length}));
  }

  private void put(String name, OnnxTensor tensor) {
    OnnxTensor before = inputs.put(name, tensor);
    if (before != null) {
      before.close();
    }
  }

  /** Runs the graph and copies its first output. */
  @Override
  public float[] run() throws OrtException {
    try (OrtSession.Result result = session.run(Collections.unmodifiableMap(inputs))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return values;
    }
  }

  /** Runs the graph for its time alone. */
  void runWithoutReading() throws OrtException {
    session.run(Collections.unmodifiableMap(inputs)).close();
  }

  @Override
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}
