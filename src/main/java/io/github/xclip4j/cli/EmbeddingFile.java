package io.github.xclip4j.cli;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.TensorOutputs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Files of embeddings; the name's ending says which kind. */
enum EmbeddingFile {
  /** One F32 tensor. */
  SAFETENSORS,
  /** NumPy's array file, {@code <f4}, in C order. */
  NPY,
  /** A JSON object per line: what was embedded, and its embedding. */
  JSONL;

  private static final int NPY_ALIGNMENT = 64;
  private static final int NPY_PREFIX_BYTES = 10;

  /** @throws IllegalArgumentException if the ending is none of the three */
  static EmbeddingFile of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    for (EmbeddingFile kind : values()) {
      if (name.endsWith("." + kind.name().toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "--output " + file + ": the name must end in .safetensors, .npy or .jsonl, which says what to write");
  }

  /**
   * Writes embeddings; the file appears complete.
   *
   * @param tensor their name, {@code video_features} or {@code text_features}
   * @param key of the names in JSON, {@code video} or {@code text}
   * @param rows [names, E]
   */
  void write(Path file, String tensor, String key, List<String> names, FloatArray rows) throws IOException {
    switch (this) {
      case SAFETENSORS -> TensorOutputs.write(file, Map.of(tensor, rows));
      case NPY -> Outputs.write(file, out -> out.write(npy(rows)));
      case JSONL -> Outputs.write(file, out -> jsonl(out, key, names, rows));
    }
  }

  private static byte[] npy(FloatArray rows) {
    String shape = "(" + rows.shape()[0] + ", " + rows.shape()[1] + ")";
    String description = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    int unpadded = NPY_PREFIX_BYTES + description.length() + 1;
    int padding = (NPY_ALIGNMENT - unpadded % NPY_ALIGNMENT) % NPY_ALIGNMENT;
    String header = description + " ".repeat(padding) + "\n";
    ByteBuffer file = ByteBuffer.allocate(NPY_PREFIX_BYTES + header.length() + rows.values().length * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) header.length());
    file.put(header.getBytes(StandardCharsets.US_ASCII));
    file.asFloatBuffer().put(rows.values());
    return file.array();
  }

  private static void jsonl(OutputStream out, String key, List<String> names, FloatArray rows) throws IOException {
    JsonMapper json = JsonMapper.shared();
    for (int i = 0; i < names.size(); i++) {
      ObjectNode node = json.createObjectNode().put(key, names.get(i));
      ArrayNode values = node.putArray("embedding");
      for (float value : rows.row(i)) {
        values.add(value);
      }
      out.write(json.writeValueAsBytes(node));
      out.write('\n');
    }
  }
}
