package io.github.xclip4j.cli.options;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Processor;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoClassifier;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The model that the options ask for, on the backend they ask for; closed in order. */
public final class OpenModel implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ModelFiles files;
  private final XClip model;

  private OpenModel(ModelFiles files, BackendChoice backends) throws IOException {
    opened.push(files);
    this.files = files;
    try {
      Checkpoint checkpoint = files.checkpoint();
      Backend backend = backends.open();
      opened.push(backend);
      this.model = XClip.load(checkpoint, backend);
      opened.push(model);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  public static OpenModel open(ModelOption model, BackendChoice backends) throws IOException {
    return new OpenModel(model.files(), backends);
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
   * Labels for videos, closed with the model. That videos can be prepared at all is found out first, as encoding many
   * labels takes long.
   *
   * @throws IOException if the checkpoint's files for videos or texts are missing or damaged
   * @throws IllegalArgumentException if a label is longer than the model's context
   */
  public Labels labels(List<String> names) throws IOException {
    model.processor().images();
    Labels labels = model.labels(names);
    opened.push(labels);
    return labels;
  }

  /**
   * A classifier, closed with the model.
   *
   * @throws IOException if the checkpoint's files for videos or texts are missing or damaged
   * @throws IllegalArgumentException if a label is longer than the model's context
   */
  public VideoClassifier classifier(List<String> names) throws IOException {
    VideoClassifier classifier = VideoClassifier.of(model, labels(names), VideoClassifier.Settings.DEFAULT);
    opened.push(classifier);
    return classifier;
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
