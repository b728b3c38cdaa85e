package io.github.xclip4j.weights.tools;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.cli.files.AtomicDirectory;
import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes weights as a hub directory has them: {@code model.safetensors}, or parts with an index. Values pass through
 * one row at a time.
 */
final class CheckpointWriter {
  private static final int PIECE = 1 << 16;

  private final WeightSource source;
  private final Optional<DType> dtype;
  private final long shardBytes;

  /**
   * @param dtype every tensor's type; if absent each keeps its own, F64 becoming F32
   * @param shardBytes where to cut
   */
  CheckpointWriter(WeightSource source, Optional<DType> dtype, long shardBytes) {
    this.source = source;
    this.dtype = dtype;
    this.shardBytes = shardBytes;
  }

  /** Writes into a directory; returns the files, in order. */
  List<Path> write(AtomicDirectory directory) throws IOException {
    List<Map<String, TensorInfo>> shards = shards();
    List<Path> files = new ArrayList<>();
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ObjectNode places = index.putObject("weight_map");
    long total = 0;
    try (Progress progress = new Progress("writing", shards.stream().mapToInt(Map::size).sum())) {
      for (int i = 0; i < shards.size(); i++) {
        String file = shards.size() == 1
            ? "model.safetensors"
            : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
        writeShard(directory.file(file), shards.get(i), progress);
        files.add(directory.resolve(file));
        shards.get(i).keySet().forEach(name -> places.put(name, file));
        total += shards.get(i).values().stream().mapToLong(TensorInfo::bytes).sum();
      }
    }
    if (shards.size() > 1) {
      index.putObject("metadata").put("total_size", total);
      String file = "model.safetensors.index.json";
      Companions.write(directory, file, index);
      files.add(directory.resolve(file));
    }
    return files;
  }

  private List<Map<String, TensorInfo>> shards() throws IOException {
    List<Map<String, TensorInfo>> shards = new ArrayList<>();
    Map<String, TensorInfo> current = new LinkedHashMap<>();
    long bytes = 0;
    for (String name : source.names()) {
      TensorInfo info = new TensorInfo(target(source.info(name).dtype()), source.info(name).shape());
      if (bytes + info.bytes() > shardBytes && !current.isEmpty()) {
        shards.add(current);
        current = new LinkedHashMap<>();
        bytes = 0;
      }
      current.put(name, info);
      bytes += info.bytes();
    }
    shards.add(current);
    return shards;
  }

  private DType target(DType stored) {
    boolean kept = stored == DType.F32 || stored == DType.F16 || stored == DType.BF16;
    return dtype.orElse(kept ? stored : DType.F32);
  }

  private void writeShard(AtomicFile file, Map<String, TensorInfo> tensors, Progress progress) throws IOException {
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors, Map.of("format", "pt"))) {
      float[] piece = new float[PIECE];
      for (String name : tensors.keySet()) {
        Matrix matrix = source.matrix(name);
        int filled = 0;
        for (int row = 0; row < matrix.rows(); row++) {
          for (int col = 0; col < matrix.cols();) {
            int count = Math.min(matrix.cols() - col, PIECE - filled);
            matrix.read(row, col, count, piece, filled);
            col += count;
            filled += count;
            if (filled == PIECE) {
              writer.floats(name, piece, 0, filled);
              filled = 0;
            }
          }
        }
        writer.floats(name, piece, 0, filled);
        progress.step();
      }
      writer.commit();
    }
  }
}
