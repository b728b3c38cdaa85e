package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.internal.json.JsonFile;
import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/**
 * The weights of an ONNX graph as a file beside it, filled with the procedural weights of the tensors' names.
 *
 * <p>The manifest is {@code {"file", "bytes", "tensors": [{"name", "shape", "offset"}]}}; elements are float32,
 * little-endian.
 */
final class ExternalData {
  private static final JsonFile<WeightsException> MANIFEST =
      new JsonFile<>("a manifest", 64L << 20, "name the manifest of a graph's weights", WeightsException::new);

  private ExternalData() {}

  /** Writes the file the manifest names into a directory; returns its path. */
  static Path write(Path manifest, Path directory) throws IOException {
    JsonNode root = MANIFEST.read(manifest);
    String name = root.path("file").asString("");
    if (name.isEmpty() || name.contains("/") || name.contains("\\") || !root.path("tensors").isArray()) {
      throw new WeightsException(manifest + ": no file name or no tensors in it: is this a manifest of weights?");
    }
    long bytes = root.path("bytes").asLong(0);
    Files.createDirectories(directory);
    Path file = directory.resolve(name);
    try (AtomicFile written = AtomicFile.create(file)) {
      long end = 0;
      for (JsonNode tensor : root.path("tensors")) {
        end = Math.max(end, write(tensor, bytes, manifest, written));
      }
      if (end < bytes) {
        written.write(ByteBuffer.allocate(1), bytes - 1);
      }
      written.commit();
    }
    return file;
  }

  /** Writes a tensor; returns where it ends. */
  private static long write(JsonNode tensor, long bytes, Path manifest, AtomicFile file) throws IOException {
    String name = tensor.path("name").asString("");
    long[] shape = tensor.path("shape").valueStream().mapToLong(dimension -> dimension.asLong(-1)).toArray();
    long offset = tensor.path("offset").asLong(-1);
    long end = offset + Float.BYTES * elements(shape, bytes);
    if (offset < 0 || end < offset || end > bytes) {
      throw new WeightsException(manifest + ": " + Printable.name(name) + " of shape " + Arrays.toString(shape)
          + " at offset " + offset + " is not within a file of " + bytes + " bytes: the manifest is damaged");
    }
    float[] values = ProceduralWeights.values(name, shape);
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    file.write(buffer, offset);
    return end;
  }

  /** The product of the dimensions; −1 if one is negative, or {@code limit} if it is larger. */
  private static long elements(long[] shape, long limit) {
    long product = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        return -1;
      }
      product = Math.min(limit, Math.multiplyExact(product, Math.min(dimension, Integer.MAX_VALUE)));
    }
    return product;
  }
}
