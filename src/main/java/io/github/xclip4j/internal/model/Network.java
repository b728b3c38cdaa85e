package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;

/** All of X-CLIP ({@code XCLIPModel}), loaded on a backend. */
public final class Network implements AutoCloseable {
  private final XClipConfig config;
  private final Backend backend;
  private final TextTower text;
  private final FrameTower frames;
  private final MultiframeTransformer mit;
  private final PromptGenerator prompts;
  private final Linear textProjection;
  private final Linear visualProjection;
  private final Norm promptsVisualNorm;
  private final Linear promptsVisualProjection;
  private final float logitScale;
  private final Parameters parameters;

  public Network(XClipConfig config, WeightSource source, Backend backend) throws IOException {
    this.config = config;
    this.backend = backend;
    parameters = new Parameters(source, backend);
    text = new TextTower(config.text(), parameters);
    frames = new FrameTower(config.vision(), parameters);
    mit = new MultiframeTransformer(config.vision(), parameters);
    prompts = new PromptGenerator(config, parameters);
    textProjection = parameters.linearWithoutBias("text_projection");
    visualProjection = parameters.linearWithoutBias("visual_projection");
    promptsVisualNorm = parameters.norm("prompts_visual_layernorm", config.vision().layerNormEps());
    promptsVisualProjection = parameters.linearTransposed("prompts_visual_projection");
    logitScale = (float) Math.exp(parameters.scalar("logit_scale"));
  }

  public XClipConfig config() {
    return config;
  }

  public Backend backend() {
    return backend;
  }

  public TextTower text() {
    return text;
  }

  public FrameTower frames() {
    return frames;
  }

  public MultiframeTransformer mit() {
    return mit;
  }

  public PromptGenerator prompts() {
    return prompts;
  }

  /** {@code exp(logit_scale)}. */
  public float logitScale() {
    return logitScale;
  }

  /**
   * {@code text_projection}.
   *
   * @param pooled (1, labels, text width)
   * @return (1, labels, E)
   */
  public Tensor projectText(Context context, Tensor pooled) {
    Tensor out = context.tensor(1, pooled.rows(), config.projectionDim());
    context.ops().linear(out, pooled, textProjection, Activation.NONE);
    return out;
  }

  /**
   * {@code visual_projection} of the frames' class tokens.
   *
   * @param pooled (videos·frames, 1, D)
   * @return (videos, frames, E)
   */
  public Tensor projectFrames(Context context, Tensor pooled, int videos) {
    int rows = pooled.groups();
    Tensor out = context.tensor(1, rows, config.projectionDim());
    context.ops().linear(out, pooled.regroup(1, rows), visualProjection, Activation.NONE);
    return out.regroup(videos, rows / videos);
  }

  /**
   * What the prompt generator looks at: the patches normalised, averaged over the frames of each video and projected.
   * The projection has no bias, so that it may come after the mean, on a T-th of the rows.
   *
   * @param patches (videos·frames, patches, D)
   * @return (videos, patches, E)
   */
  public Tensor visual(Context context, Tensor patches, int videos) {
    Tensor out = context.tensor(videos, patches.rows(), config.projectionDim());
    try (Context.Scope _ = context.scope()) {
      Tensor mean = context.tensor(Use.OPERAND, videos, patches.rows(), patches.cols());
      context.ops().meanGroups(mean, promptsVisualNorm.of(context, patches));
      context.ops().linear(out, mean, promptsVisualProjection, Activation.NONE);
    }
    return out;
  }

  /** Gives the weights back to the backend. */
  @Override
  public void close() {
    parameters.release();
  }
}
