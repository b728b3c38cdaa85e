package io.github.xclip4j.internal.backend;

import static io.github.xclip4j.internal.backend.TensorChecks.apart;
import static io.github.xclip4j.internal.backend.TensorChecks.inPlaceOrApart;
import static io.github.xclip4j.internal.backend.TensorChecks.wrong;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;

/**
 * Validates shapes, overlap, and that everything may be used here and now, and computes nothing: what {@link CheckedOps} does before each operation, and
 * all that {@link ScratchPlan} does.
 */
final class ShapeChecks implements Ops {
  private final TensorChecks tensors;

  ShapeChecks(TensorChecks tensors) {
    this.tensors = tensors;
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    tensors.layer("linear", layer);
    tensors.anyShape("linear", "x", x, x.groups(), x.rows(), layer.inputs());
    tensors.anyShape("linear", "out", out, x.groups(), x.rows(), layer.outputs());
    tensors.writable("linear", out);
    apart("linear", out, x);
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    tensors.layer("linearAdd", layer);
    tensors.anyShape("linearAdd", "x", x, x.groups(), x.rows(), layer.inputs());
    tensors.result("linearAdd", out, x.groups(), x.rows(), layer.outputs());
    apart("linearAdd", out, x);
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    tensors.plain("layerNorm", "x", x);
    tensors.shape("layerNorm", "gamma", gamma, 1, 1, x.cols());
    tensors.shape("layerNorm", "beta", beta, 1, 1, x.cols());
    tensors.anyShape("layerNorm", "out", out, x.groups(), x.rows(), x.cols());
    tensors.writable("layerNorm", out);
    inPlaceOrApart("layerNorm", out, x);
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    attend(tensors, "attention", q, k, heads, mask);
    tensors.shape("attention", "v", v, k.groups(), k.rows(), k.cols());
    tensors.result("attention", out, q.groups(), q.rows(), q.cols());
    apart("attention", out, q);
    apart("attention", out, k);
    apart("attention", out, v);
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    attend(tensors, "attentionWeights", q, k, heads, mask);
    tensors.result("attentionWeights", out, q.groups(), heads * q.rows(), k.rows());
    apart("attentionWeights", out, q);
    apart("attentionWeights", out, k);
  }

  /** What attention and its adjoint have in common. */
  static void attend(TensorChecks tensors, String op, Tensor q, Tensor k, int heads, Mask mask) {
    tensors.plain(op, "q", q);
    tensors.shape(op, "k", k, q.groups(), k.rows(), q.cols());
    if (k.rows() == 0) {
      throw wrong(op, "there are no keys: k is " + k);
    }
    if (heads <= 0 || q.cols() % heads != 0) {
      throw wrong(op, heads + " heads do not divide the width " + q.cols());
    }
    if (mask.causal() && q.rows() != k.rows()) {
      throw wrong(op,
          "a causal mask needs as many keys as queries, not " + q.rows() + " queries and " + k.rows() + " keys");
    }
    if (mask.keys().isPresent()) {
      tensors.shape(op, "mask", mask.keys().get(), k.groups(), 1, k.rows());
    }
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    if (channels <= 0 || pixels.rows() % channels != 0) {
      throw wrong("patches", pixels.rows() + " pixel rows are not " + channels + " channels");
    }
    if (patchSize <= 0) {
      throw wrong("patches", "patch size " + patchSize);
    }
    tensors.plain("patches", "pixels", pixels);
    int count = (pixels.rows() / channels / patchSize) * (pixels.cols() / patchSize);
    tensors.anyShape("patches", "out", out, pixels.groups(), count, channels * patchSize * patchSize);
    tensors.writable("patches", out);
    apart("patches", out, pixels);
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    tensors.shape("lookup", "table", table, 1, table.rows(), table.cols());
    TensorChecks.rows("lookup", rows, table);
    tensors.result("lookup", out, 1, rows.length, table.cols());
    apart("lookup", out, table);
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    combine("copy", out, x);
  }

  @Override
  public void add(Tensor out, Tensor x) {
    combine("add", out, x);
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    tensors.shape("addScaled", "scale", scale, 1, 1, x.cols());
    combine("addScaled", out, x);
  }

  private void combine(String op, Tensor out, Tensor x) {
    tensors.plain(op, "x", x);
    tensors.result(op, out, x.groups(), x.rows(), x.cols());
    apart(op, out, x);
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    if (x.rows() == 0) {
      throw wrong("mean", "x has no rows: " + x);
    }
    tensors.plain("mean", "x", x);
    tensors.result("mean", out, x.groups(), 1, x.cols());
    apart("mean", out, x);
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    if (out.groups() == 0 || x.groups() == 0 || x.groups() % out.groups() != 0) {
      throw wrong("meanGroups", x.groups() + " groups cannot be averaged into " + out.groups());
    }
    tensors.plain("meanGroups", "x", x);
    tensors.result("meanGroups", out, out.groups(), x.rows(), x.cols());
    apart("meanGroups", out, x);
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    tensors.plain("normalize", "x", x);
    tensors.result("normalize", out, x.groups(), x.rows(), x.cols());
    inPlaceOrApart("normalize", out, x);
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, Tensor logitScale) {
    tensors.plain("scores", "text", text);
    tensors.shape("scores", "video", video, text.groups(), 1, text.cols());
    tensors.result("scores", out, text.groups(), 1, text.rows());
    apart("scores", out, video);
    tensors.shape("scores", "logitScale", logitScale, 1, 1, 1);
    apart("scores", out, text);
    apart("scores", out, logitScale);
  }
}
