package io.github.xclip4j.benchmarks;

import io.github.xclip4j.config.ConfigJson;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.weights.ProceduralWeights;
import io.github.xclip4j.weights.SafetensorsWriter;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A checkpoint directory as the hub has them, on weights made from their names. */
final class Checkpoint {
  private static final int BUFFER_BYTES = 1 << 20;

  private Checkpoint() {}

  /** Writes {@code config.json} and {@code model.safetensors} into {@code work/NAME}, unless they are there. */
  static Path prepare(String model, Path work) throws IOException {
    XClipConfig config = Models.named(model);
    Path directory = Files.createDirectories(work.resolve(model));
    ConfigJson.write(config, directory.resolve("config.json"));
    Path file = directory.resolve("model.safetensors");
    if (!Files.isRegularFile(file)) {
      ProceduralWeights weights = new ProceduralWeights(config);
      Map<String, TensorInfo> infos = new LinkedHashMap<>();
      weights.names().forEach(name -> infos.put(name, weights.info(name)));
      try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of("format", "pt"))) {
        for (String name : weights.names()) {
          writer.floats(name, weights.floats(name));
        }
        writer.commit();
      }
    }
    return directory;
  }

  /** Reads a file to its end, so that the next to read it finds it in memory. */
  static void warm(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
    }
  }
}
