package io.github.xclip4j.benchmarks;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Matrix.Storage;
import io.github.xclip4j.cli.checkpoints.ConfigWriter;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.weights.Scales;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A checkpoint directory as the hub has them, on weights made from their names. */
final class Checkpoint {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int LARGEST_INT8 = 127;
  private static final String SCALES = Scales.SUFFIX;
  private static final Pattern LINEAR =
      Pattern.compile(".*(_proj|\\.proj|fc|fc1|fc2|mlp\\.[03]|_projection)\\.weight");

  private Checkpoint() {}

  /** Writes {@code config.json} and {@code model.safetensors} into {@code work/NAME}, unless they are there. */
  static Path prepare(String model, Path work) throws IOException {
    return prepare(model, Storage.F32, work);
  }

  /**
   * Writes {@code config.json} and {@code model.safetensors} into {@code work/NAME-STORAGE}, unless they are there.
   *
   * @param storage of the weights; of 8 bits are the linear layers alone, a scale per output, the rest as floats
   */
  static Path prepare(String model, Storage storage, Path work) throws IOException {
    XClipConfig config = Models.named(model);
    Path directory = Files.createDirectories(
        work.resolve(storage == Storage.F32 ? model : model + "-" + storage.name().toLowerCase(Locale.ROOT)));
    ConfigWriter.write(config, directory.resolve("config.json"));
    Path file = directory.resolve("model.safetensors");
    if (!Files.isRegularFile(file)) {
      write(new ProceduralWeights(config), storage, file);
    }
    return directory;
  }

  private static void write(ProceduralWeights weights, Storage storage, Path file) throws IOException {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    for (String name : weights.names()) {
      TensorInfo info = weights.info(name);
      if (storage == Storage.INT8 && isLinear(name, info)) {
        infos.put(name, new TensorInfo(DType.I8, info.shape()));
        infos.put(name + SCALES, TensorInfo.of(DType.F32, info.shape().getFirst()));
      } else {
        infos.put(name, new TensorInfo(switch (storage) {
          case F32, INT8 -> DType.F32;
          case F16 -> DType.F16;
          case BF16 -> DType.BF16;
        }, info.shape()));
      }
    }
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of("format", "pt"))) {
      for (String name : weights.names()) {
        if (infos.containsKey(name + SCALES)) {
          round(writer, name, weights.matrix(name));
        } else {
          writer.floats(name, weights.floats(name));
        }
      }
      writer.commit();
    }
  }

  private static boolean isLinear(String name, TensorInfo info) {
    return info.shape().size() == 2 && LINEAR.matcher(name).matches();
  }

  /** To 8 bits: the largest magnitude of each row becomes 127. */
  private static void round(SafetensorsWriter writer, String name, Matrix matrix) throws IOException {
    float[] row = new float[matrix.cols()];
    byte[] rounded = new byte[row.length];
    float[] scales = new float[matrix.rows()];
    for (int r = 0; r < scales.length; r++) {
      matrix.read(r, 0, row.length, row, 0);
      float largest = Float.MIN_NORMAL;
      for (float value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
      scales[r] = largest / LARGEST_INT8;
      for (int i = 0; i < row.length; i++) {
        rounded[i] = (byte) Math.round(row[i] / scales[r]);
      }
      writer.bytes(name, ByteBuffer.wrap(rounded));
    }
    writer.floats(name + SCALES, scales);
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
