package io.github.xclip4j.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/*
 * Field numbers are those of onnx.proto: ModelProto {ir_version 1, graph 7, opset_import 8}, GraphProto {node 1,
 * name 2, initializer 5, input 11, output 12}, NodeProto {input 1, output 2, op_type 4, attribute 5, domain 7},
 * AttributeProto {name 1, f 2, i 3, ints 8, type 20}, TensorProto {dims 1, data_type 2, name 8, raw_data 9},
 * ValueInfoProto {name 1, type 2}, OperatorSetIdProto {domain 1, version 2}.
 */
/** A model of a single operator on float tensors, as ONNX Runtime reads it. */
public final class OnnxGraph {
  private static final int FLOAT = 1;
  private static final int IR_VERSION = 8;
  private static final int OPERATORS = 17;

  private final ProtoMessage node = new ProtoMessage();
  private final ProtoMessage graph = new ProtoMessage();
  private final String operator;
  private final String domain;
  private final int version;

  /**
   * @param domain of the operator; empty for ONNX's own
   * @param version of the domain's operators
   */
  public OnnxGraph(String operator, String domain, int version) {
    this.operator = operator;
    this.domain = domain;
    this.version = version;
  }

  /** Adds an input that every run is given. */
  public OnnxGraph input(String name, int... shape) {
    node.text(1, name);
    graph.message(11, value(name, shape));
    return this;
  }

  /** Adds an input that belongs to the model. */
  public OnnxGraph constant(String name, float[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    ProtoMessage tensor = new ProtoMessage();
    for (int side : shape) {
      tensor.number(1, side);
    }
    node.text(1, name);
    graph.message(5, tensor.number(2, FLOAT).text(8, name).bytes(9, bytes.array()));
    return this;
  }

  /** Names the output. */
  public OnnxGraph output(String name, int... shape) {
    node.text(2, name);
    graph.message(12, value(name, shape));
    return this;
  }

  /** Adds an attribute. */
  public OnnxGraph attribute(String name, float number) {
    node.message(5, new ProtoMessage().text(1, name).fixed(2, number).number(20, 1));
    return this;
  }

  /** Adds an attribute. */
  public OnnxGraph attribute(String name, int number) {
    node.message(5, new ProtoMessage().text(1, name).number(3, number).number(20, 2));
    return this;
  }

  /** Adds an attribute that is a list. */
  public OnnxGraph attribute(String name, int[] numbers) {
    ProtoMessage attribute = new ProtoMessage().text(1, name);
    for (int number : numbers) {
      attribute.number(8, number);
    }
    node.message(5, attribute.number(20, 7));
    return this;
  }

  /** The model file. */
  public byte[] toBytes() {
    node.text(4, operator);
    ProtoMessage model = new ProtoMessage().number(1, IR_VERSION);
    if (domain.isEmpty()) {
      model.message(8, operators("", version));
    } else {
      node.text(7, domain);
      model.message(8, operators("", OPERATORS)).message(8, operators(domain, version));
    }
    return model.message(7, graph.message(1, node).text(2, "operation")).toBytes();
  }

  private static ProtoMessage operators(String domain, int version) {
    return new ProtoMessage().text(1, domain).number(2, version);
  }

  private static ProtoMessage value(String name, int... dimensions) {
    ProtoMessage shape = new ProtoMessage();
    for (int dimension : dimensions) {
      shape.message(1, new ProtoMessage().number(1, dimension));
    }
    ProtoMessage type = new ProtoMessage().message(1, new ProtoMessage().number(1, FLOAT).message(2, shape));
    return new ProtoMessage().text(1, name).message(2, type);
  }
}
