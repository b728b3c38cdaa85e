package io.github.xclip4j.benchmarks;

import ai.onnxruntime.OrtException;
import java.io.IOException;

/** Another engine with the same model, weights and inputs. */
interface Peer extends AutoCloseable {
  /** Computes, and gives the output. */
  float[] run() throws Exception;

  @Override
  void close() throws IOException, OrtException;
}
