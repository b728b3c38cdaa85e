package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The video-specific prompt generator ({@code XCLIPPromptGenerator}; section 3.4 of the paper): every label looks at the
 * video's patches and is changed by what it sees.
 */
public final class PromptGenerator {
  /** {@code PromptGeneratorLayer} with its {@code XCLIPCrossAttention}; keys and values are one fused layer. */
  private record Layer(Norm norm1, Linear query, Linear keyValue, Linear out, Norm norm3, Mlp mlp) {}

  private final int heads;
  private final Norm visualNorm;
  private final List<Layer> layers = new ArrayList<>();
  private final Tensor alpha;

  /** Loads {@code prompts_generator.*}. */
  public PromptGenerator(XClipConfig config, Parameters parameters) throws IOException {
    heads = config.promptNumAttentionHeads();
    visualNorm = parameters.norm("prompts_generator.layernorm", config.vision().layerNormEps());
    alpha = parameters.row("prompts_generator.alpha");
    double epsilon = config.text().layerNormEps();
    int headSize = config.projectionDim() / heads;
    for (int i = 0; i < config.promptLayers(); i++) {
      String prefix = "prompts_generator.decoder." + i;
      layers.add(new Layer(
          parameters.norm(prefix + ".norm1", epsilon),
          parameters.attentionInputs(prefix + ".cross_attn", headSize, "q_proj"),
          parameters.attentionInputs(prefix + ".cross_attn", headSize, "k_proj", "v_proj"),
          parameters.linear(prefix + ".cross_attn.proj"),
          parameters.norm(prefix + ".norm3", epsilon),
          Mlp.load(parameters, prefix + ".mlp.0", prefix + ".mlp.3", config.promptHiddenAct())));
    }
  }

  /** Whether there is a first layer whose queries can be computed with the labels. */
  public boolean hasLayers() {
    return !layers.isEmpty();
  }

  /**
   * The first layer's queries, which do not depend on the video.
   *
   * @param text (1, labels, E)
   * @return (1, labels, E)
   */
  public Tensor firstQueries(Context context, Tensor text) {
    Layer first = layers.getFirst();
    Tensor queries = context.tensor(1, text.rows(), text.cols());
    context.ops().linear(queries, first.norm1.linearInput(context, text), first.query, Activation.NONE);
    return queries;
  }

  /**
   * {@code text + alpha · generator(text, visual)} for every video.
   *
   * @param text (1, labels, E)
   * @param firstQueries what {@link #firstQueries} made of {@code text}; unused without layers
   * @param visual (videos, patches, E)
   * @return (videos, labels, E)
   */
  public Tensor generate(Context context, Tensor text, Tensor firstQueries, Tensor visual) {
    int videos = visual.groups();
    Tensor out = context.tensor(videos, text.rows(), text.cols());
    context.ops().copy(out, text.repeat(videos));
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(videos, text.rows(), text.cols());
      context.ops().copy(x, text.repeat(videos));
      Tensor seen = visualNorm.linearInput(context, visual);
      for (int i = 0; i < layers.size(); i++) {
        attend(context, x, i == 0 ? firstQueries.repeat(videos) : null, seen, layers.get(i));
        layers.get(i).mlp.addTo(context, x, layers.get(i).norm3);
      }
      context.ops().addScaled(out, x, alpha);
    }
    return out;
  }

  private void attend(Context context, Tensor x, @org.jspecify.annotations.Nullable Tensor known, Tensor visual,
      Layer layer) {
    try (Context.Scope _ = context.scope()) {
      int width = x.cols();
      Tensor queries = known;
      if (queries == null) {
        queries = context.tensor(Use.OPERAND, x.groups(), x.rows(), width);
        context.ops().linear(queries, layer.norm1.linearInput(context, x), layer.query, Activation.NONE);
      }
      Tensor keyValue = context.tensor(Use.OPERAND, visual.groups(), visual.rows(), 2 * width);
      context.ops().linear(keyValue, visual, layer.keyValue, Activation.NONE);
      Tensor attended = context.tensor(Use.OPERAND, x.groups(), x.rows(), width);
      context.ops().attention(attended, queries, keyValue.columns(0, width), keyValue.columns(width, width), heads,
          Mask.NONE);
      context.ops().linearAdd(x, attended, layer.out);
    }
  }
}
