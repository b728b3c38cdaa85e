package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.Parameters;
import io.github.xclip4j.internal.model.TextTower;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The text encoder on its own ({@code XCLIPTextModel}): hidden states and the pooled end-of-text row, without the
 * projection into the joint space. Safe for use by many threads.
 */
public final class XClipTextModel implements AutoCloseable {
  private final TextConfig config;
  private final Backend backend;
  private final Parameters parameters;
  private final TextTower tower;

  private XClipTextModel(TextConfig config, WeightSource source, Backend backend) throws IOException {
    CheckpointCheck.contains(source, CheckpointNames.textModel(config));
    this.config = config;
    this.backend = backend;
    this.parameters = new Parameters(source, backend);
    this.tower = new TextTower(config, parameters);
  }

  /**
   * Loads the text encoder of a checkpoint directory.
   *
   * @throws IOException if a file is missing or cannot be read
   */
  public static XClipTextModel load(Path directory, Backend backend) throws IOException {
    TextConfig config = ConfigJson.read(directory).text();
    try (WeightSource source = WeightSources.open(directory)) {
      return load(config, source, backend);
    }
  }

  /** Loads {@code text_model.*} of any source. */
  public static XClipTextModel load(TextConfig config, WeightSource source, Backend backend) throws IOException {
    return new XClipTextModel(config, source, backend);
  }

  public TextConfig config() {
    return config;
  }

  /**
   * Encodes texts.
   *
   * @param tokens N texts of L tokens
   * @return last hidden state [N, L, W], pooled output [N, W]
   */
  public EncoderOutput forward(TokenBatch tokens, Set<Detail> details) {
    OutputProbe probe = new OutputProbe(details);
    try (Workspace workspace = new Workspace(backend)) {
      Context context = workspace.context(planned -> run(planned, tokens, probe));
      return run(context, tokens, probe);
    }
  }

  private EncoderOutput run(Context context, TokenBatch tokens, OutputProbe probe) {
    try (Context.Scope _ = context.scope()) {
      Tensor last = context.tensor(tokens.texts(), tokens.length(), config.hiddenSize());
      Tensor pooled = context.tensor(1, tokens.texts(), config.hiddenSize());
      TextForward.run(context, tower, tokens, last, pooled, probe);
      return probe.output(Encoder.TEXT, CompleteForward.stack(context, last), CompleteForward.matrix(context, pooled));
    }
  }

  @Override
  public void close() {
    parameters.release();
  }
}
