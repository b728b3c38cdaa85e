package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The video-specific prompt generator ({@code XCLIPPromptGenerator}; section 3.4 of the paper): every label looks at
 * the video's patches and is changed by what it sees.
 */
final class PromptGenerator {
  private final Norm patchNorm;
  private final List<Layer> layers = new ArrayList<>();
  private final Tensor alpha;

  /** {@code PromptGeneratorLayer}. */
  private record Layer(Norm norm1, CrossAttention attention, Norm norm3, Mlp mlp) {}

  /** Takes {@code prompts_generator.*}. */
  PromptGenerator(XClipConfig config, Parameters parameters) throws IOException {
    patchNorm = Norm.load(parameters, "prompts_generator.layernorm", config.vision().layerNormEps());
    alpha = parameters.row("prompts_generator.alpha");
    double epsilon = config.text().layerNormEps();
    for (int i = 0; i < config.promptLayers(); i++) {
      String prefix = "prompts_generator.decoder." + i;
      layers.add(new Layer(
          Norm.load(parameters, prefix + ".norm1", epsilon),
          CrossAttention.load(parameters, prefix + ".cross_attn", config.projectionDim(),
              config.promptNumAttentionHeads()),
          Norm.load(parameters, prefix + ".norm3", epsilon),
          Mlp.load(parameters, prefix + ".mlp.0", prefix + ".mlp.3", config.promptHiddenAct())));
    }
  }

  /**
   * What does not depend on the video: the queries of the first layer, if there is one.
   *
   * @param text (1, labels, E)
   */
  LabelTensors prepare(Context context, Tensor text) {
    if (layers.isEmpty()) {
      return new LabelTensors(text, List.of());
    }
    Layer first = layers.getFirst();
    Tensor queries = context.tensor(1, text.rows(), text.cols());
    first.attention.queries(context, queries, text, first.norm1);
    return new LabelTensors(text, List.of(queries));
  }

  /**
   * {@code text + alpha · generator(text, patches)} for every video.
   *
   * @param patches (videos, patches, E)
   * @param attention how the layers' attention is computed
   * @return (videos, labels, E)
   */
  Tensor generate(Context context, LabelTensors labels, Tensor patches, PatchAttention attention) {
    int videos = patches.groups();
    Tensor text = labels.text().repeat(videos);
    Tensor out = context.tensor(videos, text.rows(), text.cols());
    context.ops().copy(out, text);
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(videos, text.rows(), text.cols());
      context.ops().copy(x, text);
      Tensor seen = attention.seen(context, patchNorm, patches);
      for (int i = 0; i < layers.size(); i++) {
        int index = i;
        context.block(x, () -> apply(context, index, x, labels, seen, attention));
      }
      context.ops().addScaled(out, x, alpha);
    }
    return out;
  }

  private void apply(Context context, int index, Tensor x, LabelTensors labels, Tensor seen,
      PatchAttention attention) {
    Layer layer = layers.get(index);
    if (index < labels.queries().size()) {
      attention.addTo(context, index, x, labels.queries().get(index), seen);
    } else {
      try (Context.Scope _ = context.scope()) {
        Tensor queries = context.tensor(Use.OPERAND, x.groups(), x.rows(), x.cols());
        layer.attention.queries(context, queries, x, layer.norm1);
        attention.addTo(context, index, x, queries, seen);
      }
    }
    layer.mlp.addTo(context, x, layer.norm3);
  }

  /** Attention with keys and values of every patch. */
  PatchAttention attention() {
    return new PatchAttention() {
      @Override
      public Tensor seen(Context context, Norm norm, Tensor patches) {
        return norm.linearInput(context, patches);
      }

      @Override
      public void addTo(Context context, int layer, Tensor x, Tensor queries, Tensor seen) {
        layers.get(layer).attention.addTo(context, x, queries, seen);
      }
    };
  }

  /**
   * The weights of keys and values of every layer.
   *
   * @param units the unit vectors, (1, E, E)
   * @return of each layer (1, E, 2·E): row i holds what keys, then values, take of input i
   */
  List<Tensor> weights(Context context, Tensor units) {
    return layers.stream().map(layer -> layer.attention.weights(context, units)).toList();
  }

  /** Attention without keys and values of the patches. */
  FoldedPrompts fold(Backend backend, List<float[]> weights) {
    return new FoldedPrompts(backend, layers.stream().map(Layer::attention).toList(), weights);
  }
}
