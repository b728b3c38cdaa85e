package io.github.xclip4j.cli.features;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Labels;
import io.github.xclip4j.XClip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Texts that were encoded once, in a file: encoding ten thousand takes half a minute, reading them no time. A safetensors
 * file of {@code text_features} [texts, E] in F32. For one thread at a time.
 */
public final class LabelBank {
  private static final String KIND = "label bank";
  private static final String EMBEDDINGS = "text_features";

  private final XClip model;
  private final String backend;
  private final Map<String, float[]> rows;

  private LabelBank(XClip model, String backend, Map<String, float[]> rows) {
    this.model = model;
    this.backend = backend;
    this.rows = rows;
  }

  /** A bank that holds nothing yet. */
  public static LabelBank empty(XClip model) {
    return new LabelBank(model, model.backend().name(), new LinkedHashMap<>());
  }

  /**
   * Reads a bank.
   *
   * @param model that encoded the texts; the file of another one is refused by its name
   * @throws IOException if the file cannot be read, or is another model's
   */
  public static LabelBank read(Path file, XClip model) throws IOException {
    KeptFile kept = KeptFile.read(file, KIND, model, EMBEDDINGS);
    FloatArray embeddings = kept.tensors().get(EMBEDDINGS);
    if (embeddings.shape().length != 2 || embeddings.dimension(1) != model.config().projectionDim()) {
      throw new IOException(file + ": the embeddings are " + embeddings + ", this model's are "
          + model.config().projectionDim() + " wide: the file is damaged, compute it anew");
    }
    Map<String, float[]> rows = new LinkedHashMap<>();
    for (int i = 0; i < kept.names().size(); i++) {
      rows.put(kept.names().get(i), embeddings.row(i));
    }
    return new LabelBank(model, kept.backend(), rows);
  }

  /** Reads a bank if the file is there; an empty one otherwise. */
  public static LabelBank readIfThere(Path file, XClip model) throws IOException {
    return Files.exists(file) ? read(file, model) : empty(model);
  }

  /** Writes the bank; the file appears complete. */
  public void write(Path file) throws IOException {
    new KeptFile(KIND, model.fingerprint(), backend, List.copyOf(rows.keySet()),
        Map.of(EMBEDDINGS, embeddings(List.copyOf(rows.keySet())))).write(file);
  }

  /** How many texts it holds. */
  public int count() {
    return rows.size();
  }

  /** What a user should know: that another backend encoded the texts, whose results differ by rounding. */
  public Optional<String> note() {
    String here = model.backend().name();
    return backend.equals(here) ? Optional.empty()
        : Optional.of("the label bank was computed by the backend " + backend + ", this is " + here
            + ": results differ by rounding");
  }

  /** The texts that it does not hold, each once. */
  public List<String> missing(List<String> texts) {
    return new LinkedHashSet<>(texts).stream().filter(text -> !rows.containsKey(text)).toList();
  }

  /**
   * Encodes texts and adds them.
   *
   * @param tokens of each text
   */
  public void add(List<String> texts, List<int[]> tokens) {
    if (texts.isEmpty()) {
      return;
    }
    try (Labels labels = model.labels(texts, tokens)) {
      for (int i = 0; i < texts.size(); i++) {
        rows.put(texts.get(i), labels.embeddings().row(i));
      }
    }
  }

  /**
   * Labels of texts that it holds.
   *
   * @param names what the labels are called in results
   * @param texts what each was encoded as
   * @throws IllegalArgumentException if it lacks a text
   */
  public Labels labels(List<String> names, List<String> texts) {
    List<String> missing = missing(texts);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("the label bank lacks " + missing.size() + " of " + texts.size()
          + " texts, the first is \"" + missing.getFirst() + "\": add them first");
    }
    return model.labels(names, embeddings(texts));
  }

  private FloatArray embeddings(List<String> texts) {
    int width = model.config().projectionDim();
    List<float[]> found = new ArrayList<>();
    texts.forEach(text -> found.add(rows.get(text)));
    float[] values = new float[Math.multiplyExact(texts.size(), width)];
    for (int i = 0; i < texts.size(); i++) {
      System.arraycopy(found.get(i), 0, values, i * width, width);
    }
    return FloatArray.of(values, texts.size(), width);
  }
}
