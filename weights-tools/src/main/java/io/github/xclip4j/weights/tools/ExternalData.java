package io.github.xclip4j.weights.tools;

import io.github.xclip4j.internal.json.JsonMistake;
import io.github.xclip4j.internal.weights.ProceduralWeights;
import io.github.xclip4j.internal.weights.Shown;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The weights of an ONNX graph as a file beside it, filled with the procedural weights of the tensors' names.
 *
 * <p>The manifest is {@code {"file", "bytes", "tensors": [{"name", "shape", "offset"}]}}; elements are float32,
 * little-endian.
 */
final class ExternalData {
  private ExternalData() {}

  /** Writes the file the manifest names into a directory; returns its path. */
  static Path write(Path manifest, Path directory) throws IOException {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(Files.readAllBytes(manifest));
    } catch (JacksonException e) {
      throw new WeightsException(manifest + ": not JSON: " + JsonMistake.describe(e), e);
    }
    String name = root.path("file").asString("");
    if (name.isEmpty() || name.contains("/") || name.contains("\\") || !root.path("tensors").isArray()) {
      throw new WeightsException(manifest + ": no file name or no tensors in it: is this a manifest of weights?");
    }
    long bytes = root.path("bytes").asLong(0);
    Files.createDirectories(directory);
    Path file = directory.resolve(name);
    Path part = directory.resolve(name + ".part");
    try {
      try (FileChannel channel = FileChannel.open(
          part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
        for (JsonNode tensor : root.path("tensors")) {
          write(tensor, bytes, manifest, channel);
        }
        if (channel.size() < bytes) {
          channel.write(ByteBuffer.allocate(1), bytes - 1);
        }
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return file;
  }

  private static void write(JsonNode tensor, long bytes, Path manifest, FileChannel channel) throws IOException {
    String name = tensor.path("name").asString("");
    long[] shape = new long[tensor.path("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.path("shape").get(i).asLong(-1);
    }
    long offset = tensor.path("offset").asLong(-1);
    float[] values = ProceduralWeights.values(name, shape);
    if (offset < 0 || offset + (long) values.length * Float.BYTES > bytes) {
      throw new WeightsException(manifest + ": " + Shown.name(name) + " ends at byte "
          + (offset + (long) values.length * Float.BYTES) + " of a file of " + bytes + ": the manifest is damaged");
    }
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    for (long position = offset; buffer.hasRemaining();) {
      position += channel.write(buffer, position);
    }
  }
}
