package io.github.xclip4j.cli.options;

import io.github.xclip4j.Classification;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.VideoClassifier;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.text.ClipTokenizer;
import io.github.xclip4j.text.TokenizedTexts;
import io.github.xclip4j.video.FrameSample;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.Pixels;
import io.github.xclip4j.video.SampledPixels;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A checkpoint with all that classifying a video file takes: tokenizer, image processor, backend, session. */
public final class OpenModel implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Checkpoint checkpoint;
  private final ImageProcessor processor;
  private final XClip model;
  private final Session session;

  private OpenModel(Checkpoint checkpoint, ModelOption option, BackendChoice backends) throws IOException {
    opened.push(checkpoint);
    this.checkpoint = checkpoint;
    try {
      Backend backend = backends.open();
      opened.push(backend);
      this.model = option.load(checkpoint, backend);
      opened.push(model);
      this.processor = ImageProcessor.load(checkpoint.directory(), model.config().vision().imageSize());
      this.session = model.session();
      opened.push(session);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  public static OpenModel open(ModelOption model, BackendChoice backends) throws IOException {
    return new OpenModel(model.checkpoint(), model, backends);
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  public XClip model() {
    return model;
  }

  /** E. */
  public int width() {
    return model.config().projectionDim();
  }

  /** The frames the model looks at; what there is to say about them goes to standard error. */
  public SampledPixels sample(Video video, FrameSampler sampler, CommandSpec spec) throws IOException {
    SampledPixels sampled = video.prepare(sampler, model.config().vision().numFrames(), processor);
    show(sampled.sample(), spec);
    return sampled;
  }

  /** Prints what there is to say about a sample. */
  public static void show(FrameSample sample, CommandSpec spec) {
    sample.notes().forEach(note -> spec.commandLine().getErr().println("note: " + Errors.oneLine(note)));
  }

  /** The frames the model looks at, preprocessed. */
  public VideoClassifier.Prepared prepare(Video video, FrameSampler sampler) throws IOException {
    SampledPixels sampled = video.prepare(sampler, model.config().vision().numFrames(), processor);
    return new VideoClassifier.Prepared(sampled.sample(), batch(sampled.pixels()));
  }

  /**
   * @throws IOException if the checkpoint's tokenizer is missing or damaged
   * @throws IllegalArgumentException if a label is longer than the model's context
   */
  public Labels labels(List<String> names) throws IOException {
    ClipTokenizer tokenizer = tokenizer();
    int longest = model.config().text().maxPositionEmbeddings();
    Labels labels = model.labels(names, names.stream().map(name -> tokenizer.encodeFitting(name, longest)).toList());
    opened.push(labels);
    return labels;
  }

  public Classification classify(SampledPixels sampled, Labels labels) {
    return session.classify(batch(sampled.pixels()), labels).getFirst();
  }

  /** @return E values */
  public float[] videoFeatures(SampledPixels sampled) {
    return session.videoFeatures(batch(sampled.pixels())).values();
  }

  /**
   * @return [texts, E]
   * @throws IOException if the checkpoint's tokenizer is missing or damaged
   */
  public FloatArray textFeatures(List<String> texts) throws IOException {
    ClipTokenizer tokenizer = tokenizer();
    int longest = model.config().text().maxPositionEmbeddings();
    TokenizedTexts tokens =
        tokenizer.pad(texts.stream().map(text -> tokenizer.encodeFitting(text, longest)).toList());
    return session.textFeatures(TokenBatch.of(tokens.inputIds(), tokens.attentionMask()));
  }

  /** Read where texts are: videos alone need none. */
  private ClipTokenizer tokenizer() throws IOException {
    return ClipTokenizer.load(checkpoint.directory());
  }

  private static VideoBatch batch(Pixels pixels) {
    return VideoBatch.of(pixels.planar(), pixels.tables(), 1, pixels.count(), pixels.height(), pixels.width());
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
