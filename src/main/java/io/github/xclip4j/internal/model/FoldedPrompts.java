package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.util.ArrayList;
import java.util.List;

/**
 * The prompt generator's attention without keys and values of the patches: both weights are folded into the side of the
 * labels. The same function up to rounding, for few labels and many videos.
 */
/*
 * Of a head h with queries q, patches x and weights Wk, Wv:
 *
 *   q·(x·Wkᵀ)ᵀ = (q·Wk)·xᵀ        softmax·(x·Wvᵀ) = (softmax·x)·Wvᵀ
 *
 * as neither has a bias. So every head is a row of queries for one head as wide as the patches, whose keys and values are
 * the patches themselves, the same for all heads and layers. Keys and values cost 2·P·E² multiply-adds a video and layer;
 * in their place come 2·heads·P·E a label, and 2·E² for folding: less up to about E/heads labels.
 *
 * The weights are copied on first use: 2·E² floats a layer.
 */
public final class FoldedPrompts implements PatchAttention, AutoCloseable {
  private final Backend backend;
  private final List<CrossAttention> layers;
  private final List<Head[]> heads = new ArrayList<>();

  /**
   * A head's weights.
   *
   * @param key Wkᵀ: head size → E
   * @param value Wv: E → head size
   */
  private record Head(Linear key, Linear value) {}

  /**
   * Copies weights.
   *
   * @param weights of each layer, as {@link PromptGenerator#weights} computes them, row-major
   */
  FoldedPrompts(Backend backend, List<CrossAttention> layers, List<float[]> weights) {
    this.backend = backend;
    this.layers = layers;
    try {
      for (int i = 0; i < layers.size(); i++) {
        Head[] all = new Head[layers.get(i).heads()];
        heads.add(all);
        int width = layers.get(i).keyValue().inputs();
        for (int head = 0; head < all.length; head++) {
          all[head] = head(weights.get(i), width, width / all.length, head);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** @param weights row i holds what keys, then values, take of input i, [width][2·width] */
  private Head head(float[] weights, int width, int size, int head) {
    float[] key = new float[width * size];
    float[] value = new float[size * width];
    for (int input = 0; input < width; input++) {
      for (int i = 0; i < size; i++) {
        key[input * size + i] = weights[input * 2 * width + head * size + i];
        value[i * width + input] = weights[input * 2 * width + width + head * size + i];
      }
    }
    Linear first = backend.linear(width, size, Matrix.of(width, size, key), new float[0]);
    try {
      return new Head(first, backend.linear(size, width, Matrix.of(size, width, value), new float[0]));
    } catch (RuntimeException e) {
      backend.release(first);
      throw e;
    }
  }

  @Override
  public Tensor seen(Context context, Norm norm, Tensor patches) {
    Tensor seen = context.tensor(Use.OPERAND, patches.groups(), patches.rows(), patches.cols());
    norm.into(context, seen, patches);
    return seen;
  }

  @Override
  public void addTo(Context context, int layer, Tensor x, Tensor queries, Tensor seen) {
    try (Context.Scope _ = context.scope()) {
      Head[] all = heads.get(layer);
      int labels = x.rows();
      int size = x.cols() / all.length;
      Tensor folded = context.tensor(Use.OPERAND, queries.groups(), all.length * labels, x.cols());
      for (int head = 0; head < all.length; head++) {
        context.ops().linear(folded.slice(head * labels, labels), queries.columns(head * size, size), all[head].key,
            Activation.NONE);
      }
      Tensor seenByHeads = context.tensor(Use.OPERAND, x.groups(), all.length * labels, x.cols());
      context.ops().attention(seenByHeads, CrossAttention.forEvery(folded, x.groups()), seen, seen, 1, Mask.NONE);
      Tensor attended = context.tensor(Use.OPERAND, x.groups(), labels, x.cols());
      for (int head = 0; head < all.length; head++) {
        context.ops().linear(attended.columns(head * size, size), seenByHeads.slice(head * labels, labels),
            all[head].value, Activation.NONE);
      }
      context.ops().linearAdd(x, attended, layers.get(layer).out());
    }
  }

  /** Gives its copies of weights back. */
  @Override
  public void close() {
    for (Head[] layer : heads) {
      for (Head head : layer) {
        if (head != null) {
          backend.release(head.key);
          backend.release(head.value);
        }
      }
    }
    heads.clear();
  }
}
