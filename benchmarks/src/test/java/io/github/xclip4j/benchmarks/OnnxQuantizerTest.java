package io.github.xclip4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxQuantizerTest {
  private static final int ROWS = 5;
  private static final int INPUTS = 64;
  private static final int OUTPUTS = 48;

  @TempDir
  private Path directory = Path.of("");

  @Test
  void quantize_keepsAProductToAHundredth() throws IOException, OrtException {
    Path graph = graph();
    float[] x = values(1, ROWS * INPUTS);
    float[] exact = run(graph, x);

    Path narrow = OnnxQuantizer.quantize(graph);

    assertThat(narrow.getFileName()).hasToString("product.int8.onnx");
    assertThat(Statistics.relativeL2(run(narrow, x), exact)).isBetween(1e-4, 2e-2);
    ProtoMessage rewritten = ProtoMessage.parse(Files.readAllBytes(narrow)).all(7).getFirst().message();
    assertThat(rewritten.all(1).stream().map(node -> node.message().text(4))).contains("MatMulInteger")
        .doesNotContain("MatMul");
  }

  /** {@code y = x·Wᵀ} as PyTorch's exporter writes it, with external weights. */
  private Path graph() throws IOException {
    ByteBuffer weights = ByteBuffer.allocate(OUTPUTS * INPUTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    weights.asFloatBuffer().put(values(2, OUTPUTS * INPUTS));
    Files.write(directory.resolve("product.bin"), weights.array());
    ProtoMessage constant = new ProtoMessage().number(1, OUTPUTS).number(1, INPUTS).number(2, 1).text(8, "w")
        .message(13, new ProtoMessage().text(1, "location").text(2, "product.bin")).number(14, 1);
    ProtoMessage graph = new ProtoMessage()
        .message(1, new ProtoMessage().text(1, "w").text(2, "wt").text(3, "turn").text(4, "Transpose"))
        .message(1, new ProtoMessage().text(1, "x").text(1, "wt").text(2, "y").text(3, "multiply").text(4, "MatMul"))
        .text(2, "product")
        .message(5, constant)
        .message(11, tensor("x", ROWS, INPUTS))
        .message(12, tensor("y", ROWS, OUTPUTS));
    ProtoMessage model =
        new ProtoMessage().number(1, 8).message(7, graph).message(8, new ProtoMessage().text(1, "").number(2, 17));
    return Files.write(directory.resolve("product.onnx"), model.toBytes());
  }

  private static ProtoMessage tensor(String name, int... dimensions) {
    ProtoMessage shape = new ProtoMessage();
    for (int dimension : dimensions) {
      shape.message(1, new ProtoMessage().number(1, dimension));
    }
    return new ProtoMessage().text(1, name)
        .message(2, new ProtoMessage().message(1, new ProtoMessage().number(1, 1).message(2, shape)));
  }

  private static float[] run(Path graph, float[] x) throws OrtException {
    try (OnnxPeer peer = new OnnxPeer(graph, 1)) {
      peer.input("x", x, ROWS, INPUTS);
      return peer.run();
    }
  }

  private static float[] values(int seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
