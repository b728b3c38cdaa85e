package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.internal.model.Encoded;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.LoadedParameters;
import io.github.xclip4j.internal.model.Parameters;
import io.github.xclip4j.internal.model.Probe;
import io.github.xclip4j.internal.model.Sequences;
import io.github.xclip4j.internal.model.TextTower;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The text encoder by itself ({@code XCLIPTextModel}): hidden states and the pooled end-of-text row, without the
 * projection into the joint space. Safe for use by many threads, each with a
 * {@linkplain #session() session} of its own.
 */
public final class XClipTextModel implements AutoCloseable {
  private final Lifetime lifetime = new Lifetime("model");
  private final TextConfig config;
  private final Parameters parameters;
  private final TextTower tower;

  private XClipTextModel(TextConfig config, Parameters parameters) throws IOException {
    this.config = config;
    this.parameters = parameters;
    this.tower = new TextTower(config, parameters);
  }

  /**
   * Loads the text encoder of a checkpoint's directory, or of a model of the hub that is in the hub's cache.
   *
   * @param model {@code path/to/directory} or {@code microsoft/xclip-base-patch32}; nothing is downloaded
   * @throws IOException if it is not there, or a file is missing or damaged
   */
  public static XClipTextModel load(String model, Backend backend) throws IOException {
    return load(Checkpoint.open(model), backend);
  }

  /**
   * Loads the text encoder of a checkpoint's directory.
   *
   * @throws IOException if a file is missing or damaged
   */
  public static XClipTextModel load(Path directory, Backend backend) throws IOException {
    return load(Checkpoint.open(directory), backend);
  }

  /**
   * Loads {@code text_model.*} of a checkpoint.
   *
   * @throws IOException if the weights are missing or damaged
   */
  public static XClipTextModel load(Checkpoint checkpoint, Backend backend) throws IOException {
    TextConfig config = checkpoint.config().text();
    try (WeightSource source = checkpoint.openWeights()) {
      CheckpointCheck.contains(source, CheckpointNames.textModel(config));
      Parameters parameters = new LoadedParameters(source, backend);
      try {
        return new XClipTextModel(config, parameters);
      } catch (IOException | RuntimeException e) {
        parameters.close();
        throw e;
      }
    }
  }

  /** The encoder's dimensions. */
  public TextConfig config() {
    return config;
  }

  /**
   * A session for one thread, which takes texts: N texts of L tokens give a last hidden state [N, L, W] and a pooled
   * output [N, W].
   *
   * @throws IllegalStateException if the model is closed
   */
  public EncoderSession<TokenBatch> session() {
    return new EncoderSession<>(lifetime.use("session"), parameters.backend(), Encoder.TEXT, TokenBatch::shape,
        this::pass);
  }

  private Encoded pass(Context context, TokenBatch tokens, Probe probe) {
    return tower.encode(context, Sequences.rectangular(tokens.inputIds()), tokens.mask(context), probe);
  }

  /**
   * Gives the weights back to the backend; a second call does nothing.
   *
   * @throws IllegalStateException if sessions are still open, saying how many; the model stays open then
   */
  @Override
  public void close() {
    if (lifetime.close()) {
      parameters.close();
    }
  }
}
