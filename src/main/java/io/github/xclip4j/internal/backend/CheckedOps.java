package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import java.util.function.Supplier;

/**
 * Validates shapes, ownership and overlap before an operation runs, so that kernels can trust them. Every context hands
 * out its operations wrapped in this.
 */
public final class CheckedOps implements Ops {
  private final Backend backend;
  private final Ops ops;

  /** @param backend that all tensors and layers must belong to */
  public CheckedOps(Backend backend, Ops ops) {
    this.backend = backend;
    this.ops = ops;
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    checkLinear("linear", out, x, layer);
    ops.linear(out, x, layer, activation);
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    checkLinear("linearAdd", out, x, layer);
    ops.linearAdd(out, x, layer);
  }

  private void checkLinear(String op, Tensor out, Tensor x, Linear layer) {
    if (layer.backend() != backend) {
      throw new IllegalArgumentException(op + ": the layer belongs to " + layer.backend().description() + ", not to "
          + backend.description());
    }
    shape(op, "x", x, x.groups(), x.rows(), layer.inputs());
    shape(op, "out", out, x.groups(), x.rows(), layer.outputs());
    result(op, out);
    apart(op, out, x);
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    same("layerNorm", out, x);
    shape("layerNorm", "gamma", gamma, 1, 1, x.cols());
    shape("layerNorm", "beta", beta, 1, 1, x.cols());
    result("layerNorm", out);
    inPlaceOrApart("layerNorm", out, x);
    ops.layerNorm(out, x, gamma, beta, epsilon);
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    checkAttention("attention", q, k, heads, mask);
    shape("attention", "v", v, k.groups(), k.rows(), k.cols());
    same("attention", out, q);
    result("attention", out);
    apart("attention", out, q);
    apart("attention", out, k);
    apart("attention", out, v);
    ops.attention(out, q, k, v, heads, mask);
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    checkAttention("attentionWeights", q, k, heads, mask);
    shape("attentionWeights", "out", out, q.groups(), heads * q.rows(), k.rows());
    result("attentionWeights", out);
    apart("attentionWeights", out, q);
    apart("attentionWeights", out, k);
    ops.attentionWeights(out, q, k, heads, mask);
  }

  private void checkAttention(String op, Tensor q, Tensor k, int heads, Mask mask) {
    shape(op, "k", k, q.groups(), k.rows(), q.cols());
    require(k.rows() > 0, op, () -> "there are no keys: k is " + k);
    require(heads > 0 && q.cols() % heads == 0, op, () -> heads + " heads do not divide the width " + q.cols());
    require(!mask.causal() || q.rows() == k.rows(), op,
        () -> "a causal mask needs as many keys as queries, not " + q.rows() + " queries and " + k.rows() + " keys");
    mask.keys().ifPresent(keys -> shape(op, "mask", keys, k.groups(), 1, k.rows()));
    owned(op, q);
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    require(channels > 0 && pixels.rows() % channels == 0, "patches",
        () -> pixels.rows() + " pixel rows are not " + channels + " channels");
    require(patchSize > 0, "patches", () -> "patch size " + patchSize);
    int patchCount = (pixels.rows() / channels / patchSize) * (pixels.cols() / patchSize);
    shape("patches", "out", out, pixels.groups(), patchCount, channels * patchSize * patchSize);
    owned("patches", pixels);
    result("patches", out);
    apart("patches", out, pixels);
    ops.patches(out, pixels, channels, patchSize);
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    shape("lookup", "table", table, 1, table.rows(), table.cols());
    shape("lookup", "out", out, 1, rows.length, table.cols());
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 0 || rows[i] >= table.rows()) {
        throw new IllegalArgumentException("lookup: row " + rows[i] + " (at " + i + ") of a table of " + table.rows());
      }
    }
    result("lookup", out);
    apart("lookup", out, table);
    ops.lookup(out, table, rows);
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    same("copy", out, x);
    result("copy", out);
    apart("copy", out, x);
    ops.copy(out, x);
  }

  @Override
  public void add(Tensor out, Tensor x) {
    same("add", out, x);
    result("add", out);
    apart("add", out, x);
    ops.add(out, x);
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    same("addScaled", out, x);
    shape("addScaled", "scale", scale, 1, 1, x.cols());
    result("addScaled", out);
    apart("addScaled", out, x);
    ops.addScaled(out, x, scale);
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    shape("mean", "out", out, x.groups(), 1, x.cols());
    require(x.rows() > 0, "mean", () -> "x has no rows: " + x);
    owned("mean", x);
    result("mean", out);
    apart("mean", out, x);
    ops.mean(out, x);
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    require(out.groups() > 0 && x.groups() % out.groups() == 0 && x.groups() > 0, "meanGroups",
        () -> x.groups() + " groups cannot be averaged into " + out.groups());
    shape("meanGroups", "out", out, out.groups(), x.rows(), x.cols());
    owned("meanGroups", x);
    result("meanGroups", out);
    apart("meanGroups", out, x);
    ops.meanGroups(out, x);
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    same("normalize", out, x);
    result("normalize", out);
    inPlaceOrApart("normalize", out, x);
    ops.normalize(out, x);
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, float scale) {
    shape("scores", "video", video, text.groups(), 1, text.cols());
    shape("scores", "out", out, text.groups(), 1, text.rows());
    owned("scores", text);
    result("scores", out);
    apart("scores", out, video);
    apart("scores", out, text);
    ops.scores(out, video, text, scale);
  }

  private void same(String op, Tensor out, Tensor x) {
    shape(op, "out", out, x.groups(), x.rows(), x.cols());
    owned(op, x);
  }

  private void shape(String op, String name, Tensor tensor, int groups, int rows, int cols) {
    if (tensor.groups() != groups || tensor.rows() != rows || tensor.cols() != cols) {
      throw new IllegalArgumentException(
          op + ": " + name + " is " + tensor + ", expected (" + groups + ", " + rows + ", " + cols + ")");
    }
    owned(op, tensor);
  }

  private void owned(String op, Tensor tensor) {
    if (tensor.memory().owner() != backend) {
      throw new IllegalArgumentException(op + ": a tensor " + tensor + " belongs to another backend than "
          + backend.description());
    }
  }

  private static void result(String op, Tensor out) {
    require(!out.isRepeated(), op, () -> "out is a repeated view " + out + ", which can only be read");
  }

  private static void inPlaceOrApart(String op, Tensor out, Tensor x) {
    if (!out.sameView(x)) {
      apart(op, out, x);
    }
  }

  private static void apart(String op, Tensor out, Tensor x) {
    require(!out.overlaps(x), op, () -> "out " + out + " overlaps an input " + x);
  }

  /** The message is made only where it is needed: there are hundreds of operations in a forward pass. */
  private static void require(boolean holds, String op, Supplier<String> message) {
    if (!holds) {
      throw new IllegalArgumentException(op + ": " + message.get());
    }
  }
}
