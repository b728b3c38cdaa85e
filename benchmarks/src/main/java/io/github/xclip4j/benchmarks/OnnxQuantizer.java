package io.github.xclip4j.benchmarks;

import io.github.xclip4j.benchmarks.ProtoMessage.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph with its linear layers in 8 bits, as {@code onnxruntime.quantization.quantize_dynamic} makes it for products: weights
 * as signed integers with a scale per output, inputs as unsigned ones whose scale and zero point each run finds anew.
 */
/*
 * A product x·Wᵀ with constant weights becomes DynamicQuantizeLinear(x), MatMulInteger, Cast and Mul by both scales, which
 * ONNX Runtime fuses to one operator. Field numbers as in OnnxGraph; TensorProto {dims 1, data_type 2, name 8, raw_data 9,
 * external_data 13 {key 1, value 2}}.
 */
final class OnnxQuantizer {
  private static final int NODES = 1;
  private static final int CONSTANTS = 5;
  private static final int GRAPH = 7;
  private static final int FLOAT = 1;
  private static final int INT8 = 3;
  private static final int LARGEST = 127;

  private final Path folder;
  private final Map<String, ProtoMessage> constants = new HashMap<>();
  private final Map<String, String> transposed = new HashMap<>();
  private final Set<String> quantized = new HashSet<>();
  private final List<Field> added = new ArrayList<>();

  private OnnxQuantizer(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes {@code NAME.int8.onnx} beside a graph with external weights.
   *
   * @return the new graph
   */
  static Path quantize(Path graph) throws IOException {
    ProtoMessage model = ProtoMessage.parse(Files.readAllBytes(graph));
    ProtoMessage result = new ProtoMessage();
    for (Field field : model.fields()) {
      result.field(field.number() == GRAPH
          ? new Field(GRAPH, field.wireType(), new OnnxQuantizer(graph.resolveSibling(".")).graph(field.message()))
          : field);
    }
    Path file = graph.resolveSibling(graph.getFileName().toString().replace(".onnx", ".int8.onnx"));
    Files.write(file, result.toBytes());
    return file;
  }

  private byte[] graph(ProtoMessage graph) throws IOException {
    graph.all(CONSTANTS).stream().map(Field::message).forEach(constant -> constants.put(constant.text(8), constant));
    for (Field field : graph.all(NODES)) {
      ProtoMessage node = field.message();
      if (node.text(4).equals("Transpose") && constants.containsKey(node.text(1))) {
        transposed.put(node.text(2), node.text(1));
      }
    }
    ProtoMessage result = new ProtoMessage();
    for (Field field : graph.fields()) {
      List<String> inputs = field.number() == NODES ? field.message().texts(1) : List.of();
      if (field.number() == NODES && field.message().text(4).equals("MatMul")
          && transposed.containsKey(inputs.get(1))) {
        product(result, field.message(), inputs.get(0), constants.get(transposed.get(inputs.get(1))));
      } else {
        result.field(field);
      }
    }
    added.forEach(result::field);
    return result.toBytes();
  }

  private void product(ProtoMessage graph, ProtoMessage node, String input, ProtoMessage weight) throws IOException {
    String output = node.text(2);
    String name = weight.text(8);
    if (quantized.add(input)) {
      graph.message(NODES, node("DynamicQuantizeLinear", List.of(input),
          List.of(input + "_8bit", input + "_scale", input + "_zero")));
    }
    if (quantized.add(name)) {
      weights(name, weight);
    }
    graph.message(NODES, node("MatMulInteger", List.of(input + "_8bit", name + "_8bit", input + "_zero"),
        List.of(output + "_integer")));
    graph.message(NODES, node("Cast", List.of(output + "_integer"), List.of(output + "_float"))
        .message(5, new ProtoMessage().text(1, "to").number(3, FLOAT).number(20, 2)));
    graph.message(NODES, node("Mul", List.of(input + "_scale", name + "_scale"), List.of(output + "_scales")));
    graph.message(NODES, node("Mul", List.of(output + "_float", output + "_scales"), List.of(output)));
  }

  private static ProtoMessage node(String operator, List<String> inputs, List<String> outputs) {
    ProtoMessage node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    outputs.forEach(output -> node.text(2, output));
    return node.text(3, operator + " for " + outputs.getFirst()).text(4, operator);
  }

  /** Adds the integers, (inputs, outputs), and a scale per output. */
  private void weights(String name, ProtoMessage weight) throws IOException {
    int outputs = Math.toIntExact(weight.all(1).get(0).value());
    int inputs = Math.toIntExact(weight.all(1).get(1).value());
    float[] values = values(weight, outputs * inputs);
    byte[] integers = new byte[values.length];
    ByteBuffer scales = ByteBuffer.allocate(outputs * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int output = 0; output < outputs; output++) {
      float most = Float.MIN_NORMAL;
      for (int i = 0; i < inputs; i++) {
        most = Math.max(most, Math.abs(values[output * inputs + i]));
      }
      float scale = most / LARGEST;
      scales.putFloat(scale);
      for (int i = 0; i < inputs; i++) {
        integers[i * outputs + output] = (byte) Math.round(values[output * inputs + i] / scale);
      }
    }
    added.add(constant(name + "_8bit", INT8, integers, inputs, outputs));
    added.add(constant(name + "_scale", FLOAT, scales.array(), outputs));
  }

  private static Field constant(String name, int type, byte[] bytes, int... shape) {
    ProtoMessage tensor = new ProtoMessage();
    for (int side : shape) {
      tensor.number(1, side);
    }
    tensor.number(2, type).text(8, name).bytes(9, bytes);
    return new ProtoMessage().message(CONSTANTS, tensor).fields().getFirst();
  }

  private float[] values(ProtoMessage tensor, int count) throws IOException {
    Map<String, String> place = new HashMap<>();
    tensor.all(13).stream().map(Field::message).forEach(entry -> place.put(entry.text(1), entry.text(2)));
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(folder.resolve(place.get("location")))) {
      long start = Long.parseLong(place.getOrDefault("offset", "0"));
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, start + bytes.position()) < 0) {
          throw new IOException(place.get("location") + " ends before the weights of " + tensor.text(8));
        }
      }
    }
    float[] values = new float[count];
    bytes.flip().asFloatBuffer().get(values);
    return values;
  }
}
