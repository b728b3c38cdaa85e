package io.github.xclip4j;

import io.github.xclip4j.internal.model.KeptLabels;
import io.github.xclip4j.internal.model.LabelTensors;
import java.util.List;
import java.util.Objects;

/**
 * A label set, encoded once and kept on the backend: the text encoder does not depend on the video, nor do the first
 * queries of the prompt generator. Safe for use by many sessions of the model it came from.
 */
public final class Labels implements AutoCloseable {
  private final XClip model;
  private final List<String> names;
  private final List<String> notes;
  private final FloatArray embeddings;
  private final KeptLabels kept;
  private final LabelTensors tensors;
  private final Lifetime.Use modelUse;
  private final Lifetime lifetime = new Lifetime("label set");

  /**
   * @param embeddings [K, E]
   * @param kept on the model's backend, to which this gives them back
   * @param modelUse closed with the labels
   */
  Labels(XClip model, List<String> names, List<String> notes, FloatArray embeddings, KeptLabels kept,
      Lifetime.Use modelUse) {
    this.model = model;
    this.names = List.copyOf(names);
    this.notes = List.copyOf(notes);
    this.embeddings = embeddings;
    this.kept = kept;
    this.tensors = kept.tensors();
    this.modelUse = modelUse;
  }

  /**
   * Finds out before the work that labels say something.
   *
   * @throws IllegalArgumentException if there are none, or one is blank
   */
  static void check(List<String> names) {
    Objects.requireNonNull(names, "labels");
    if (names.isEmpty()) {
      throw new IllegalArgumentException("there are no labels: give at least one");
    }
    for (int i = 0; i < names.size(); i++) {
      if (Objects.requireNonNull(names.get(i), "labels[" + i + "]").isBlank()) {
        throw new IllegalArgumentException(
            "labels[" + i + "] of " + names.size() + " is blank: say what it stands for");
      }
    }
  }

  /** The labels, in the order of all scores. */
  public List<String> names() {
    return names;
  }

  /** What a user should know before reading probabilities: that there is only one label, or that some are equal. */
  public List<String> notes() {
    return notes;
  }

  /** K. */
  public int count() {
    return names.size();
  }

  /**
   * The labels' embeddings before the prompt generator and normalisation. Store them to make the same labels again with
   * {@link XClip#labels(List, FloatArray)}, without encoding texts.
   *
   * @return [K, E]
   */
  public FloatArray embeddings() {
    return embeddings;
  }

  /** The model that encoded them. */
  public ModelFingerprint model() {
    return model.fingerprint();
  }

  LabelTensors tensors() {
    return tensors;
  }

  /**
   * Keeps them open during a call.
   *
   * @throws IllegalStateException if these labels are closed
   * @throws IllegalArgumentException if they are another model's
   */
  Lifetime.Use use(XClip user) {
    if (user != model) {
      throw new IllegalArgumentException("the labels were encoded by another model: encode them with this one");
    }
    return lifetime.use("call");
  }

  /**
   * Gives their memory back to the backend; a second call does nothing.
   *
   * @throws IllegalStateException if a session is using them; they stay open then
   */
  @Override
  public void close() {
    if (lifetime.close()) {
      kept.release(model.backend());
      modelUse.close();
    }
  }
}
