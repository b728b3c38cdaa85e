package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.io.IOException;
import java.util.List;

/**
 * Multi-head attention of labels to patches ({@code XCLIPCrossAttention}), with one fused layer for keys and values.
 * The scale {@code 1/√headSize} is in the queries' weights.
 *
 * @param keyValue width → 2·width: keys, values
 */
record CrossAttention(Linear query, Linear keyValue, Linear out, int heads) {
  static CrossAttention load(Parameters parameters, String prefix, int width, int heads) throws IOException {
    return new CrossAttention(
        parameters.linearWithoutBias(List.of(new Parameters.Part(prefix + ".q_proj", 1 / Math.sqrt(width / heads)))),
        parameters.linearWithoutBias(
            List.of(Parameters.Part.of(prefix + ".k_proj"), Parameters.Part.of(prefix + ".v_proj"))),
        parameters.linear(prefix + ".proj"), heads);
  }

  /**
   * {@code out = queries(norm(x))}.
   *
   * @param out (groups, rows, width)
   * @param x (groups, rows, width)
   */
  void queries(Context context, Tensor out, Tensor x, Norm norm) {
    try (Context.Scope _ = context.scope()) {
      context.ops().linear(out, norm.linearInput(context, x), query, Activation.NONE);
    }
  }

  /**
   * {@code x += attention(queries, seen)}.
   *
   * @param x (videos, labels, width)
   * @param queries as {@link #queries} computes them, (videos, labels, width) or (1, labels, width)
   * @param seen what is attended to, normalised, (videos, patches, width)
   */
  void addTo(Context context, Tensor x, Tensor queries, Tensor seen) {
    try (Context.Scope _ = context.scope()) {
      int width = x.cols();
      Tensor inputs = context.tensor(Use.OPERAND, seen.groups(), seen.rows(), 2 * width);
      context.ops().linear(inputs, seen, keyValue, Activation.NONE);
      Tensor attended = context.tensor(Use.OPERAND, x.groups(), x.rows(), width);
      context.ops().attention(attended, forEvery(queries, x.groups()), inputs.columns(0, width),
          inputs.columns(width, width), heads, Mask.NONE);
      context.ops().linearAdd(x, attended, out);
    }
  }

  /** A single group repeated for every video; groups of their own as they are. */
  static Tensor forEvery(Tensor queries, int videos) {
    return queries.groups() == videos ? queries : queries.repeat(videos);
  }

  /**
   * The weights of keys and values, as what the fused layer makes of the unit vectors.
   *
   * @param units the unit vectors, (1, width, width)
   * @return (1, width, 2·width): row i holds what keys, then values, take of input i
   */
  Tensor weights(Context context, Tensor units) {
    Tensor weights = context.tensor(1, units.rows(), keyValue.outputs());
    context.ops().linear(weights, units, keyValue, Activation.NONE);
    return weights;
  }
}
