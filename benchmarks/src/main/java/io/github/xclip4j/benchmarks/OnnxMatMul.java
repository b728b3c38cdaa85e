package io.github.xclip4j.benchmarks;

import ai.onnxruntime.OrtException;
import io.github.xclip4j.backend.Backend;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/*
 * Field numbers are those of onnx.proto: ModelProto {ir_version 1, graph 7, opset_import 8}, GraphProto {node 1,
 * name 2, initializer 5, input 11, output 12}, NodeProto {input 1, output 2, op_type 4}, TensorProto {dims 1,
 * data_type 2, name 8, raw_data 9}, ValueInfoProto {name 1, type 2}.
 */
/** A product with a constant, {@code y = x·w}, in ONNX Runtime: the peer of a linear layer. */
public final class OnnxMatMul implements AutoCloseable {
  private static final int FLOAT = 1;

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
    Message tensor = new Message().number(1, k).number(1, n).number(2, FLOAT).text(8, "w").bytes(9, little(weight));
    Message node = new Message().text(1, "x").text(1, "w").text(2, "y").text(4, "MatMul");
    Message graph = new Message()
        .message(1, node)
        .text(2, "product")
        .message(5, tensor)
        .message(11, value("x", m, k))
        .message(12, value("y", m, n));
    return new Message().number(1, 8).message(7, graph).message(8, new Message().text(1, "").number(2, 13)).toBytes();
  }

  private static Message value(String name, int... dimensions) {
    Message shape = new Message();
    for (int dimension : dimensions) {
      shape.message(1, new Message().number(1, dimension));
    }
    Message type = new Message().message(1, new Message().number(1, FLOAT).message(2, shape));
    return new Message().text(1, name).message(2, type);
  }

  private static byte[] little(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  /** A protocol buffer being written. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3 | VARINT);
      varint(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint((long) field << 3 | DELIMITED);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.toBytes());
    }

    byte[] toBytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long rest = value;
      while (rest >>> 7 != 0) {
        out.write((int) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
