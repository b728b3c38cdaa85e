package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.model.FoldedPrompts;
import io.github.xclip4j.internal.model.LabelTensors;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Sequences;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.Fingerprint;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An X-CLIP model ({@code XCLIPModel}) loaded on a backend. Safe for use by many threads, each with a
 * {@linkplain #session() session} of its own.
 */
public final class XClip implements AutoCloseable {
  /** The most tokens that are encoded together: enough to occupy every core, with some tens of megabytes of scratch. */
  static final int TOKENS_PER_PIECE = 4096;

  private final Lifetime lifetime = new Lifetime("model");
  private final Network network;
  private final Processor processor;
  private final String name;
  private final Fingerprint fingerprint;
  private final double logitScale;
  private volatile @Nullable ModelFingerprint digested;
  private @Nullable FoldedPrompts folded;

  private XClip(Network network, Processor processor, String name, Fingerprint fingerprint, double logitScale) {
    this.network = network;
    this.processor = processor;
    this.name = name;
    this.fingerprint = fingerprint;
    this.logitScale = logitScale;
  }

  /**
   * Loads a checkpoint's directory, or a model of the hub that is in the cache which the hub's clients share.
   *
   * @param model {@code path/to/directory} or {@code microsoft/xclip-base-patch32}; nothing is downloaded
   * @throws IOException if it is not there, with the command that downloads it, or a file is missing or damaged
   * @throws WeightsException if the weights are not the config's
   */
  public static XClip load(String model, Backend backend) throws IOException {
    return load(Checkpoint.open(model), backend);
  }

  /**
   * Loads a checkpoint's directory as the hub has it.
   *
   * @throws IOException if a file is missing or damaged; the message says which and why
   * @throws WeightsException if the weights are not the config's
   */
  public static XClip load(Path directory, Backend backend) throws IOException {
    return load(Checkpoint.open(directory), backend);
  }

  /**
   * Loads a checkpoint.
   *
   * @throws IOException if its weights are missing or damaged; the message says which and why
   * @throws WeightsException if the weights are not the config's
   */
  public static XClip load(Checkpoint checkpoint, Backend backend) throws IOException {
    try (WeightSource source = checkpoint.openWeights()) {
      XClipConfig config = checkpoint.config();
      CheckpointCheck.exact(source, CheckpointNames.model(config));
      Fingerprint fingerprint = Fingerprint.of(config, source);
      double logitScale = Math.exp(source.floats("logit_scale")[0]);
      return new XClip(Network.load(config, source, backend), checkpoint.processor(), checkpoint.description(),
          fingerprint, logitScale);
    }
  }

  /** The model's dimensions. */
  public XClipConfig config() {
    return network.config();
  }

  /** The backend it was loaded on, which the caller closes after the model. */
  public Backend backend() {
    return network.backend();
  }

  /** What its {@linkplain VideoFeatures features} and label embeddings are told apart by from those of other models. */
  public ModelFingerprint fingerprint() {
    ModelFingerprint known = digested;
    if (known == null) {
      known = new ModelFingerprint(name, fingerprint.digest());
      digested = known;
    }
    return known;
  }

  /** What the cosine similarity of a video and a label is multiplied by to give their logit; positive. */
  public double logitScale() {
    return logitScale;
  }

  Network network() {
    return network;
  }

  /** The prompt generator's attention for few labels and many videos, made when it is first asked for. */
  synchronized FoldedPrompts folded() {
    FoldedPrompts known = folded;
    if (known == null) {
      known = fold();
      folded = known;
    }
    return known;
  }

  private FoldedPrompts fold() {
    int width = config().projectionDim();
    float[] units = new float[Math.multiplyExact(width, width)];
    for (int i = 0; i < width; i++) {
      units[i * width + i] = 1;
    }
    try (Workspace workspace = new Workspace(backend());
        Workspace.Work work =
            workspace.begin(planned -> network.promptWeights(planned, planned.tensor(1, width, width)))) {
      Tensor input = work.context().tensor(1, width, width);
      work.context().write(input, units);
      return network.fold(network.promptWeights(work.context(), input).stream().map(work.context()::read).toList());
    }
  }

  /**
   * A session for one thread.
   *
   * @throws IllegalStateException if the model is closed
   */
  public Session session() {
    return new Session(this, lifetime.use("session"));
  }

  /** Prepares texts and videos for this model; it refuses what needs files that the checkpoint does not have. */
  public Processor processor() {
    return processor;
  }

  /**
   * Encodes labels.
   *
   * @throws IOException if the checkpoint's tokenizer is missing or damaged
   * @throws IllegalArgumentException if there are none, or one is blank or longer than the model's context
   */
  public Labels labels(List<String> labels) throws IOException {
    Labels.check(labels);
    return labels(labels, processor().tokens(labels));
  }

  /**
   * Encodes labels given as tokens.
   *
   * @param names what the labels are called in results
   * @param tokens of each label, with begin- and end-of-text
   * @throws IllegalArgumentException if there are none, or one is blank or longer than the model's context
   * @throws IllegalStateException if the model is closed
   */
  public Labels labels(List<String> names, List<int[]> tokens) {
    Labels.check(names);
    if (names.size() != tokens.size()) {
      throw new IllegalArgumentException("there are " + names.size() + " labels and " + tokens.size()
          + " token sequences: give one for each");
    }
    List<Sequences> pieces = Sequences.pieces(tokens, TOKENS_PER_PIECE);
    return labels(names, LabelNotes.of(names, tokens.stream().map(IntBuffer::wrap).toList()),
        context -> network.labels(context, pieces));
  }

  /**
   * Labels from {@linkplain Labels#embeddings() embeddings} that this model computed earlier: exactly those it would
   * compute of the texts.
   *
   * @param names what the labels are called in results
   * @param embeddings [labels, E]
   * @throws IllegalArgumentException if there are none, one is blank, or the embeddings are not one of this model's width for each
   * @throws IllegalStateException if the model is closed
   */
  public Labels labels(List<String> names, FloatArray embeddings) {
    int width = config().projectionDim();
    Labels.check(names);
    if (!Arrays.equals(embeddings.shape(), new int[] {names.size(), width})) {
      throw new IllegalArgumentException("there are " + names.size() + " labels and embeddings " + embeddings
          + ": the embeddings must be [labels, " + width + "]");
    }
    List<FloatBuffer> rows = IntStream.range(0, names.size())
        .mapToObj(label -> FloatBuffer.wrap(embeddings.row(label))).toList();
    return labels(names, LabelNotes.of(names, rows), context -> {
      Tensor text = context.tensor(1, names.size(), width);
      context.write(text, embeddings.values());
      return network.labels(context, text);
    });
  }

  private Labels labels(List<String> names, List<String> notes, Function<Context, LabelTensors> encode) {
    Lifetime.Use use = lifetime.use("label set");
    try (Workspace workspace = new Workspace(backend());
        Workspace.Work work = workspace.begin(encode::apply)) {
      LabelTensors tensors = encode.apply(work.context());
      FloatArray embeddings = OutputProbe.matrix(work.context(), tensors.text());
      return new Labels(this, names, notes, embeddings, tensors.keep(work.context()), use);
    } catch (RuntimeException e) {
      use.close();
      throw e;
    }
  }

  /**
   * Gives the weights back to the backend; a second call does nothing.
   *
   * @throws IllegalStateException if sessions or labels are still open, saying how many; the model stays open then
   */
  @Override
  public void close() {
    if (lifetime.close()) {
      closeFolded();
      network.close();
    }
  }

  private synchronized void closeFolded() {
    if (folded != null) {
      folded.close();
    }
  }
}
