package io.github.xclip4j.cli.options;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Processor;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoClassifier;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.features.LabelBank;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The model that the options ask for, on the backend they ask for; closed in order. */
public final class OpenModel implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ModelFiles files;
  private final XClip model;

  private OpenModel(ModelFiles files, HeadsOption heads, BackendChoice backends) throws IOException {
    opened.push(files);
    this.files = files;
    try {
      Checkpoint checkpoint = heads.apply(files.checkpoint());
      Backend backend = backends.open();
      opened.push(backend);
      this.model = XClip.load(checkpoint, backend);
      opened.push(model);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens a model.
   *
   * @throws IOException if it is not there or cannot be used; the message says why
   * @throws io.github.xclip4j.backend.BackendUnavailableException if a backend is named that cannot run here
   */
  public static OpenModel open(ModelOption model, HeadsOption heads, BackendChoice backends) throws IOException {
    return new OpenModel(model.files(), heads, backends);
  }

  public ModelFiles files() {
    return files;
  }

  public XClip model() {
    return model;
  }

  /** What prepares videos and texts for the model. */
  public Processor processor() {
    return model.processor();
  }

  /** A session, closed with the model. */
  public Session session() {
    Session session = model.session();
    opened.push(session);
    return session;
  }

  /**
   * Labels, closed with the model.
   *
   * @param names what they are called in results
   * @param texts what each is encoded as
   * @throws IOException if the checkpoint's tokenizer is missing or damaged
   * @throws IllegalArgumentException if a text is longer than the model's context
   */
  public Labels labels(List<String> names, List<String> texts, TruncateOption truncate) throws IOException {
    return closing(model.labels(names, truncate.tokens(model, texts)));
  }

  /**
   * Labels of texts that are kept in a file: those that it lacks are encoded and added to it. Closed with the model.
   *
   * @throws IOException if the file cannot be read or written, or is another model's
   * @throws IllegalArgumentException if a text is longer than the model's context
   */
  public Labels labels(List<String> names, List<String> texts, TruncateOption truncate, Path bankFile, CommandSpec spec)
      throws IOException {
    LabelBank bank = LabelBank.readIfThere(bankFile, model);
    show(bank.note().stream().toList(), spec);
    List<String> missing = bank.missing(texts);
    if (!missing.isEmpty()) {
      bank.add(missing, truncate.tokens(model, missing));
      bank.write(bankFile);
    }
    return closing(bank.labels(names, texts));
  }

  private <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  /** A classifier, closed with the model. */
  public VideoClassifier classifier(Labels labels) {
    return closing(VideoClassifier.of(model, labels, VideoClassifier.Settings.DEFAULT));
  }

  /** Prints what there is to say about labels or a video. */
  public static void show(List<String> notes, CommandSpec spec) {
    notes.forEach(note -> spec.commandLine().getErr().println("note: " + Errors.oneLine(note)));
  }

  @Override
  public void close() throws IOException {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
