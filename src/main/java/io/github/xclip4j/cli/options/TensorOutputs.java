package io.github.xclip4j.cli.options;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Results, or a model's inputs, as a safetensors file. */
public final class TensorOutputs {
  private TensorOutputs() {}

  /** Refuses a name that would say it is another kind of file. */
  public static void checkName(Path file, CommandSpec spec) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".safetensors") && !name.endsWith(".st")) {
      throw new ParameterException(spec.commandLine(),
          "--output " + file + ": this command writes safetensors, so the name must end in .safetensors or .st");
    }
  }

  /** Writes {@code input_ids} and {@code attention_mask}, I64 [K, L]; the file appears complete. */
  public static void write(Path file, TokenBatch tokens) throws IOException {
    int[][] ids = tokens.inputIds();
    TensorInfo each = TensorInfo.of(DType.I64, ids.length, ids[0].length);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    tensors.put("input_ids", each);
    tensors.put("attention_mask", each);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors, Map.of())) {
      writer.longs("input_ids", flat(ids));
      writer.longs("attention_mask", flat(tokens.attentionMask()));
      writer.commit();
    }
  }

  private static long[] flat(int[][] rows) {
    return Arrays.stream(rows).flatMapToInt(Arrays::stream).asLongStream().toArray();
  }

  /** Writes all of them as F32; the file appears complete. */
  public static void write(Path file, Map<String, FloatArray> results) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    results.forEach((name, array) -> tensors.put(name,
        TensorInfo.of(DType.F32, Arrays.stream(array.shape()).asLongStream().toArray())));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors, Map.of())) {
      for (Map.Entry<String, FloatArray> entry : results.entrySet()) {
        writer.floats(entry.getKey(), entry.getValue().values());
      }
      writer.commit();
    }
  }
}
