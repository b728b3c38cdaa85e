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
 * Multi-head self-attention with one fused layer for queries, keys and values ({@code XCLIPAttention}). The scale
 * {@code 1/√headSize} is in the queries' weights.
 *
 * @param qkv width → 3·width: queries, keys, values
 */
record SelfAttention(Linear qkv, Linear out, int heads) {
  static SelfAttention load(Parameters parameters, String prefix, int width, int heads) throws IOException {
    Linear qkv = parameters.linear(List.of(
        new Parameters.Part(prefix + ".q_proj", 1 / Math.sqrt(width / heads)),
        Parameters.Part.of(prefix + ".k_proj"),
        Parameters.Part.of(prefix + ".v_proj")));
    return new SelfAttention(qkv, parameters.linear(prefix + ".out_proj"), heads);
  }

  /** {@code x += attention(norm(x))}, where each group of {@code x} is a sequence. */
  void addTo(Context context, Tensor x, Norm norm, Mask mask, Watch watch) {
    addTo(context, x, x, norm, mask, watch);
  }

  /**
   * {@code x += attention(norm(x))} for the first rows of each group; every row of the group is attended to.
   *
   * @param updated the view of {@code x} that is added to
   */
  void addTo(Context context, Tensor updated, Tensor x, Norm norm, Mask mask, Watch watch) {
    try (Context.Scope _ = context.scope()) {
      Tensor inputs = inputs(context, x, norm);
      Tensor attended = context.tensor(Use.OPERAND, x.groups(), updated.rows(), x.cols());
      attend(context, attended, inputs, mask, watch);
      context.ops().linearAdd(updated, attended, out);
    }
  }

  /**
   * {@code x += attention(norm(x))} within each of the sequences packed in {@code x}.
   *
   * @param x (1, tokens, width)
   * @param mask for every {@linkplain Sequences#stacks stack} of sequences
   */
  void addTo(Context context, Tensor x, Sequences sequences, Norm norm, Mask mask, Watch watch) {
    try (Context.Scope _ = context.scope()) {
      List<Tensor> inputs = sequences.stacks(inputs(context, x, norm));
      Tensor attended = context.tensor(Use.OPERAND, x.groups(), x.rows(), x.cols());
      List<Tensor> outputs = sequences.stacks(attended);
      for (int i = 0; i < inputs.size(); i++) {
        attend(context, outputs.get(i), inputs.get(i), mask, watch);
      }
      context.ops().linearAdd(x, attended, out);
    }
  }

  /** Queries, keys and values, (groups, rows, 3·width). */
  private Tensor inputs(Context context, Tensor x, Norm norm) {
    Tensor inputs = context.tensor(Use.OPERAND, x.groups(), x.rows(), qkv.outputs());
    context.ops().linear(inputs, norm.linearInput(context, x), qkv, Activation.NONE);
    return inputs;
  }

  private void attend(Context context, Tensor attended, Tensor inputs, Mask mask, Watch watch) {
    Tensor queries = queries(inputs.slice(0, attended.rows()));
    context.ops().attention(attended, queries, keys(inputs), part(inputs, 2), heads, mask);
    watch.attention(context, inputs, heads, mask);
  }

  /** @param inputs queries, keys and values, (sequences, tokens, 3·width) */
  static Tensor queries(Tensor inputs) {
    return part(inputs, 0);
  }

  /** @param inputs queries, keys and values, (sequences, tokens, 3·width) */
  static Tensor keys(Tensor inputs) {
    return part(inputs, 1);
  }

  private static Tensor part(Tensor inputs, int index) {
    int width = inputs.cols() / 3;
    return inputs.columns(index * width, width);
  }
}
