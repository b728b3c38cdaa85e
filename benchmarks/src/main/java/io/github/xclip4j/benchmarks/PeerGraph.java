package io.github.xclip4j.benchmarks;

import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A peer's graph made ready to run: a copy of it in a work folder with its external weights beside it, which are made
 * from the names in the list that comes with the graph.
 */
final class PeerGraph {
  private PeerGraph() {}

  /**
   * Copies {@code NAME.onnx} and writes the weights that {@code NAME.weights.json} lists, unless they are there.
   *
   * @param peers the folder of the graphs
   * @param work where to put the copy; created
   * @return the copy
   * @throws IOException naming the missing file and the remedy
   */
  static Path prepare(Path peers, String name, Path work) throws IOException {
    Path graph = peers.resolve(name + ".onnx");
    Path list = peers.resolve(name + ".weights.json");
    for (Path file : new Path[] {graph, list}) {
      if (!Files.isRegularFile(file)) {
        throw new IOException("the peer's graph needs " + file.toAbsolutePath().normalize()
            + ", which is not there: give --peers the folder with " + name + ".onnx and " + name + ".weights.json");
      }
    }
    Files.createDirectories(work);
    JsonNode weights = new JsonMapper().readTree(list);
    Path data = work.resolve(weights.get("file").asString());
    long bytes = weights.get("bytes").asLong();
    if (!Files.isRegularFile(data) || Files.size(data) != bytes) {
      write(weights, data, bytes);
    }
    Path copy = work.resolve(name + ".onnx");
    Files.copy(graph, copy, StandardCopyOption.REPLACE_EXISTING);
    return copy;
  }

  private static void write(JsonNode weights, Path data, long bytes) throws IOException {
    Path part = data.resolveSibling(data.getFileName() + ".part");
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      StreamSupport.stream(weights.get("tensors").spliterator(), true).forEach(tensor -> write(channel, tensor));
      if (channel.size() < bytes) {
        channel.write(ByteBuffer.wrap(new byte[1]), bytes - 1);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.move(part, data, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(FileChannel channel, JsonNode tensor) {
    JsonNode dimensions = tensor.get("shape");
    long[] shape = new long[dimensions.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimensions.get(i).asLong();
    }
    float[] values = ProceduralWeights.values(tensor.get("name").asString(), shape);
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    long position = tensor.get("offset").asLong();
    try {
      while (buffer.hasRemaining()) {
        position += channel.write(buffer, position);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
