package io.github.xclip4j.benchmarks;

import ai.onnxruntime.OrtException;
import io.github.xclip4j.backend.Backend;

/** A product with a constant, {@code y = x·w}, in ONNX Runtime: the peer of a linear layer. */
public final class OnnxMatMul implements AutoCloseable {
  private final OnnxPeer peer;

  private OnnxMatMul(OnnxPeer peer) {
    this.peer = peer;
  }

  /**
   * Prepares the product that {@link Gemm} computes.
   *
   * @throws IllegalStateException if it differs from sums in double by more than rounding explains, or ONNX Runtime
   *     cannot run it
   */
  public static OnnxMatMul verified(Gemm.Shape shape, int threads) {
    try (Backend backend = Engines.open("scalar", 1); Gemm gemm = new Gemm(shape, backend)) {
      OnnxPeer peer = new OnnxPeer(graph(shape.m(), shape.n(), shape.k(), gemm.transposedWeight()), threads);
      peer.input("x", gemm.input(), shape.m(), shape.k());
      gemm.verify(peer.run(), "ONNX Runtime");
      return new OnnxMatMul(peer);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot run the product " + shape + ": " + e.getMessage(), e);
    }
  }

  /** Computes the product. */
  public void run() {
    try {
      peer.runWithoutReading();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot run the product: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      peer.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close the product: " + e.getMessage(), e);
    }
  }

  /**
   * @param weight (k, n), row by row
   * @return a model with the input {@code x} [m, k] and the output {@code y} [m, n]
   */
  static byte[] graph(int m, int n, int k, float[] weight) {
    return new OnnxGraph("MatMul", "", 13)
        .input("x", m, k)
        .constant("w", weight, k, n)
        .output("y", m, n)
        .toBytes();
  }
}
