package io.github.xclip4j.cli.features;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.ModelFingerprint;
import io.github.xclip4j.XClip;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * A safetensors file of F32 tensors that says which model computed them, of what and on which backend.
 *
 * @param kind of the file, {@code "label bank"}
 * @param backend the name of the backend that computed it
 * @param names of the rows
 * @param tensors by name, each [names, …]
 */
record KeptFile(String kind, ModelFingerprint model, String backend, List<String> names,
    Map<String, FloatArray> tensors) {
  private static final String KIND = "xclip4j";

  /** Writes it; the file appears complete. */
  void write(Path file) throws IOException {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    tensors.forEach((name, array) -> infos.put(name,
        TensorInfo.of(DType.F32, Arrays.stream(array.shape()).asLongStream().toArray())));
    ArrayNode listed = JsonMapper.shared().createArrayNode();
    names.forEach(listed::add);
    Map<String, String> metadata = Map.of(KIND, kind, "model", model.name(), "model_digest", model.digest(),
        "backend", backend, "names", JsonMapper.shared().writeValueAsString(listed));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, metadata)) {
      for (Map.Entry<String, FloatArray> entry : tensors.entrySet()) {
        writer.floats(entry.getKey(), entry.getValue().values());
      }
      writer.commit();
    }
  }

  /**
   * Reads one.
   *
   * @param names of the tensors it must hold
   * @throws IOException if it cannot be read, is of another kind, or another model's
   */
  static KeptFile read(Path file, String kind, XClip model, String... names) throws IOException {
    try (StoredWeights stored = Safetensors.open(file)) {
      Map<String, String> metadata = stored.metadata();
      if (!kind.equals(metadata.get(KIND))) {
        throw new IOException(file + ": is " + (metadata.containsKey(KIND) ? "a " + metadata.get(KIND) : "no " + kind)
            + "; a " + kind + " was expected");
      }
      ModelFingerprint computed = new ModelFingerprint(metadata.getOrDefault("model", "unknown"),
          metadata.getOrDefault("model_digest", ""));
      if (!computed.equals(model.fingerprint())) {
        throw new IOException(file + ": was computed by the model " + computed + ", this is " + model.fingerprint()
            + ": name that model, or another file to compute it anew");
      }
      List<String> rows = rows(file, metadata.getOrDefault("names", "[]"));
      Map<String, FloatArray> tensors = new LinkedHashMap<>();
      for (String name : names) {
        tensors.put(name, tensor(file, stored, name, rows.size()));
      }
      return new KeptFile(kind, computed, metadata.getOrDefault("backend", "unknown"), rows, tensors);
    }
  }

  private static FloatArray tensor(Path file, StoredWeights stored, String name, int rows) throws IOException {
    int[] shape = stored.info(name).shape().stream().mapToInt(Math::toIntExact).toArray();
    if (shape.length < 2 || shape[0] != rows) {
      throw new IOException(file + ": " + name + " is " + Arrays.toString(shape) + " for " + rows
          + " names: the file is damaged, compute it anew");
    }
    return FloatArray.of(stored.floats(name), shape);
  }

  private static List<String> rows(Path file, String json) throws IOException {
    try {
      List<String> rows = new ArrayList<>();
      for (JsonNode name : JsonMapper.shared().readTree(json)) {
        rows.add(name.asString());
      }
      return rows;
    } catch (JacksonException e) {
      throw new IOException(file + ": its names are no JSON (" + e.getOriginalMessage()
          + "): the file is damaged, compute it anew", e);
    }
  }
}
