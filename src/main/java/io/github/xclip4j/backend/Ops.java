package io.github.xclip4j.backend;

import io.github.xclip4j.internal.backend.CheckedOps;

/**
 * The operations that X-CLIP is made of, result first. All tensors are stacks (groups, rows, cols); {@code out} may be
 * the same view as the first input where a method says "in place", and overlaps no input otherwise.
 *
 * <p>Shapes, lifetimes and overlap are validated by {@link CheckedOps}, once; implementations trust them. What each operation means is
 * {@code ScalarOps}, in plain loops with double sums.
 */
public interface Ops {
  /**
   * {@code out = activation(x·Wᵀ + b)}.
   *
   * @param out (groups, rows, outputs)
   * @param x (groups, rows, inputs)
   */
  void linear(Tensor out, Tensor x, Linear layer, Activation activation);

  /**
   * {@code out += x·Wᵀ + b}: a projection onto a residual stream.
   *
   * @param out (groups, rows, outputs)
   * @param x (groups, rows, inputs)
   */
  void linearAdd(Tensor out, Tensor x, Linear layer);

  /**
   * {@code out = (x − mean)/√(variance + epsilon)·gamma + beta} over each row, with the biased variance. In place.
   *
   * @param out (groups, rows, cols)
   * @param gamma (1, 1, cols)
   * @param beta (1, 1, cols)
   */
  void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon);

  /**
   * Multi-head attention of every group: {@code out = softmax(q·kᵀ + mask)·v} per head. The scale {@code 1/√d} is
   * already in {@code q}. {@code q} may be {@linkplain Tensor#repeat repeated}.
   *
   * @param out (groups, queries, width)
   * @param q (groups, queries, width)
   * @param k (groups, keys, width)
   * @param v (groups, keys, width)
   * @param heads divides {@code width}
   */
  void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask);

  /**
   * The attention weights themselves, {@code softmax(q·kᵀ + mask)}, for those who want to look at them.
   *
   * @param out (groups, heads·queries, keys): head by head
   * @param q (groups, queries, width)
   * @param k (groups, keys, width)
   */
  void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask);

  /**
   * Cuts frames into patches: row {@code p} of {@code out} is patch {@code p} (row by row over the frame) with its
   * values in the order (channel, y, x), as the kernel of the reference's {@code patch_embedding} has them.
   *
   * @param out (frames, patches, channels·patchSize²)
   * @param pixels (frames, channels·height, width); what does not fill a patch at the right and bottom is left out
   */
  void patches(Tensor out, Tensor pixels, int channels, int patchSize);

  /**
   * Gathers rows: {@code out[0, i] = table[0, rows[i]]}.
   *
   * @param out (1, rows.length, cols)
   * @param table (1, any, cols)
   */
  void lookup(Tensor out, Tensor table, int[] rows);

  /** {@code out = x}, of the same shape. */
  void copy(Tensor out, Tensor x);

  /** {@code out += x}, of the same shape. */
  void add(Tensor out, Tensor x);

  /**
   * {@code out += scale·x} with one scale per column.
   *
   * @param scale (1, 1, cols)
   */
  void addScaled(Tensor out, Tensor x, Tensor scale);

  /**
   * The mean over rows.
   *
   * @param out (groups, 1, cols)
   * @param x (groups, rows, cols)
   */
  void mean(Tensor out, Tensor x);

  /**
   * The mean over runs of consecutive groups, as over the frames of each video.
   *
   * @param out (videos, rows, cols)
   * @param x (videos·frames, rows, cols)
   */
  void meanGroups(Tensor out, Tensor x);

  /** Each row divided by its Euclidean length. In place. */
  void normalize(Tensor out, Tensor x);

  /**
   * {@code out[b, 0, k] = exp(logitScale)·⟨video[b, 0], text[b, k]⟩}.
   *
   * @param out (videos, 1, labels)
   * @param video (videos, 1, cols)
   * @param text (videos, labels, cols); may be repeated
   * @param logitScale the logarithm of the scale, as checkpoints have it, (1, 1, 1)
   */
  void scores(Tensor out, Tensor video, Tensor text, Tensor logitScale);
}
