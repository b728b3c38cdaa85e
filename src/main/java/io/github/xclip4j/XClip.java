package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Sequences;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An X-CLIP model ({@code XCLIPModel}) loaded on a backend. Safe for use by many threads, each with a
 * {@linkplain #session() session} of its own.
 */
public final class XClip implements AutoCloseable {
  /** Of texts that are encoded together: enough to fill every core, with some tens of megabytes of scratch. */
  static final int TOKENS_PER_PIECE = 4096;

  private final Lifetime lifetime = new Lifetime("model");
  private final Network network;
  private final Optional<Processor> processor;

  private XClip(Network network, Optional<Processor> processor) {
    this.network = network;
    this.processor = processor;
  }

  /**
   * Loads a checkpoint directory as the hub has them: {@code config.json} and the weights.
   *
   * @throws IOException if a file is missing or cannot be read; the message says which and why
   * @throws WeightsException if the weights are not the config's
   */
  public static XClip load(Path directory, Backend backend) throws IOException {
    XClipConfig config = ConfigJson.read(directory);
    try (WeightSource source = WeightSources.open(directory)) {
      return new XClip(network(config, source, backend), Optional.of(new Processor(directory, config)));
    }
  }

  /**
   * Loads weights from any source; the source is no longer needed afterwards. Such a model has no processor: it takes
   * tokens and {@link VideoBatch}es.
   *
   * @throws WeightsException if the source's tensors are not the config's
   */
  public static XClip load(XClipConfig config, WeightSource source, Backend backend) throws IOException {
    return new XClip(network(config, source, backend), Optional.empty());
  }

  private static Network network(XClipConfig config, WeightSource source, Backend backend) throws IOException {
    CheckpointCheck.exact(source, CheckpointNames.model(config));
    return Network.load(config, source, backend);
  }

  public XClipConfig config() {
    return network.config();
  }

  /** The backend it was loaded on, which the caller closes after the model. */
  public Backend backend() {
    return network.backend();
  }

  Network network() {
    return network;
  }

  /**
   * A session for one thread.
   *
   * @throws IllegalStateException if the model is closed
   */
  public Session session() {
    return new Session(this, lifetime.use("session"));
  }

  /**
   * What prepares texts and videos for this checkpoint.
   *
   * @throws IllegalStateException if the model was not loaded from a checkpoint directory
   */
  public Processor processor() {
    return processor.orElseThrow(() -> new IllegalStateException("the model was loaded from weights alone: it has no "
        + "tokenizer and no preprocessing; load it from a checkpoint directory, or give it tokens and a VideoBatch"));
  }

  /**
   * Encodes labels.
   *
   * @throws IOException if the checkpoint's tokenizer is missing or damaged
   * @throws IllegalArgumentException if there are none, or one is longer than the model's context
   */
  public Labels labels(List<String> labels) throws IOException {
    return labels(labels, processor().tokens(labels));
  }

  /**
   * Encodes labels given as tokens.
   *
   * @param names what the labels are called in results
   * @param tokens of each label, with begin- and end-of-text
   * @throws IllegalArgumentException if there are none, or one is longer than the model's context
   * @throws IllegalStateException if the model is closed
   */
  public Labels labels(List<String> names, List<int[]> tokens) {
    if (names.isEmpty() || names.size() != tokens.size()) {
      throw new IllegalArgumentException("there are " + names.size() + " labels and " + tokens.size()
          + " token sequences: at least one of each is needed");
    }
    List<Sequences> pieces = Sequences.pieces(tokens, TOKENS_PER_PIECE);
    Lifetime.Use use = lifetime.use("label set");
    try (Workspace workspace = new Workspace(backend());
        Workspace.Work work = workspace.begin(planned -> network.labels(planned, pieces))) {
      return new Labels(this, names, network.labels(work.context(), pieces).keep(work.context()), use);
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
      network.close();
    }
  }
}
