package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;

/**
 * Validates shapes, overlap, and that everything may be used here and now, and computes nothing: what {@link CheckedOps} does before each operation, and
 * all that {@link ScratchPlan} does.
 */
final class ShapeChecks implements Ops {
  private final Context user;

  /** @param user the context in which tensors and layers are to be used */
  ShapeChecks(Context user) {
    this.user = user;
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    layer("linear", layer);
    anyShape("linear", "x", x, x.groups(), x.rows(), layer.inputs());
    anyShape("linear", "out", out, x.groups(), x.rows(), layer.outputs());
    writable("linear", out);
    apart("linear", out, x);
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    layer("linearAdd", layer);
    anyShape("linearAdd", "x", x, x.groups(), x.rows(), layer.inputs());
    result("linearAdd", out, x.groups(), x.rows(), layer.outputs());
    apart("linearAdd", out, x);
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    plain("layerNorm", "x", x);
    shape("layerNorm", "gamma", gamma, 1, 1, x.cols());
    shape("layerNorm", "beta", beta, 1, 1, x.cols());
    anyShape("layerNorm", "out", out, x.groups(), x.rows(), x.cols());
    writable("layerNorm", out);
    inPlaceOrApart("layerNorm", out, x);
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    attend("attention", q, k, heads, mask);
    shape("attention", "v", v, k.groups(), k.rows(), k.cols());
    result("attention", out, q.groups(), q.rows(), q.cols());
    apart("attention", out, q);
    apart("attention", out, k);
    apart("attention", out, v);
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    attend("attentionWeights", q, k, heads, mask);
    result("attentionWeights", out, q.groups(), heads * q.rows(), k.rows());
    apart("attentionWeights", out, q);
    apart("attentionWeights", out, k);
  }

  private void attend(String op, Tensor q, Tensor k, int heads, Mask mask) {
    plain(op, "q", q);
    shape(op, "k", k, q.groups(), k.rows(), q.cols());
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
      shape(op, "mask", mask.keys().get(), k.groups(), 1, k.rows());
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
    plain("patches", "pixels", pixels);
    int count = (pixels.rows() / channels / patchSize) * (pixels.cols() / patchSize);
    anyShape("patches", "out", out, pixels.groups(), count, channels * patchSize * patchSize);
    writable("patches", out);
    apart("patches", out, pixels);
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    shape("lookup", "table", table, 1, table.rows(), table.cols());
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 0 || rows[i] >= table.rows()) {
        throw new IllegalArgumentException("lookup: row " + rows[i] + " (at " + i + ") of a table of " + table.rows());
      }
    }
    result("lookup", out, 1, rows.length, table.cols());
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
    shape("addScaled", "scale", scale, 1, 1, x.cols());
    combine("addScaled", out, x);
  }

  private void combine(String op, Tensor out, Tensor x) {
    plain(op, "x", x);
    result(op, out, x.groups(), x.rows(), x.cols());
    apart(op, out, x);
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    if (x.rows() == 0) {
      throw wrong("mean", "x has no rows: " + x);
    }
    plain("mean", "x", x);
    result("mean", out, x.groups(), 1, x.cols());
    apart("mean", out, x);
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    if (out.groups() == 0 || x.groups() == 0 || x.groups() % out.groups() != 0) {
      throw wrong("meanGroups", x.groups() + " groups cannot be averaged into " + out.groups());
    }
    plain("meanGroups", "x", x);
    result("meanGroups", out, out.groups(), x.rows(), x.cols());
    apart("meanGroups", out, x);
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    plain("normalize", "x", x);
    result("normalize", out, x.groups(), x.rows(), x.cols());
    inPlaceOrApart("normalize", out, x);
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, float scale) {
    plain("scores", "text", text);
    shape("scores", "video", video, text.groups(), 1, text.cols());
    result("scores", out, text.groups(), 1, text.rows());
    apart("scores", out, video);
    apart("scores", out, text);
  }

  /** Values on their way between a tensor and an array of the host. */
  void transfer(String call, Tensor tensor, int length) {
    plain(call, "the tensor", tensor);
    if (length != tensor.elements()) {
      throw new IllegalArgumentException(
          call + ": the tensor " + tensor + " has " + tensor.elements() + " values, the array " + length);
    }
  }

  /** One table of 256 values for each channel of {@code pixels}. */
  void tables(Tensor pixels, float[][] tables) {
    if (tables.length == 0 || pixels.rows() % tables.length != 0) {
      throw wrong("writePixels", pixels.rows() + " pixel rows are not " + tables.length + " channels");
    }
    for (float[] table : tables) {
      if (table.length != 256) {
        throw wrong("writePixels", "a table of " + table.length + " values, not 256");
      }
    }
  }

  /** What may be written to: no repeated view. */
  void writable(String op, Tensor out) {
    if (out.isRepeated()) {
      throw wrong(op, "out is a repeated view " + out + ", which can only be read");
    }
  }

  /** What lies in rows and may be used now. */
  void plain(String op, String name, Tensor tensor) {
    usable(op, name, tensor);
    if (!tensor.memory().viewable()) {
      throw wrong(op, name + " " + tensor
          + " is the input of linear layers, which nothing else reads or writes: take an operand instead");
    }
  }

  private void result(String op, Tensor out, int groups, int rows, int cols) {
    shape(op, "out", out, groups, rows, cols);
    writable(op, out);
  }

  private void shape(String op, String name, Tensor tensor, int groups, int rows, int cols) {
    anyShape(op, name, tensor, groups, rows, cols);
    plain(op, name, tensor);
  }

  /** As {@link #shape}, of tensors that may be inputs of linear layers. */
  private void anyShape(String op, String name, Tensor tensor, int groups, int rows, int cols) {
    if (tensor.groups() != groups || tensor.rows() != rows || tensor.cols() != cols) {
      throw new IllegalArgumentException(
          op + ": " + name + " is " + tensor + ", expected (" + groups + ", " + rows + ", " + cols + ")");
    }
    usable(op, name, tensor);
  }

  private void usable(String op, String name, Tensor tensor) {
    if (!tensor.lease().covers(user)) {
      throw refused(op, name + " " + tensor, tensor.lease());
    }
  }

  private void layer(String op, Linear layer) {
    if (!layer.lease().covers(user)) {
      throw refused(op, "the layer " + layer, layer.lease());
    }
  }

  private RuntimeException refused(String op, String what, Lease lease) {
    String message = op + ": " + what + " " + lease.refusal(user);
    return lease.isOver() ? new IllegalStateException(message) : new IllegalArgumentException(message);
  }

  private static void inPlaceOrApart(String op, Tensor out, Tensor x) {
    if (!out.sameView(x)) {
      apart(op, out, x);
    }
  }

  private static void apart(String op, Tensor out, Tensor x) {
    if (out.overlaps(x)) {
      throw wrong(op, "out " + out + " overlaps an input " + x);
    }
  }

  /** Made where it is needed only: there are hundreds of operations in a forward pass, and none may allocate. */
  private static IllegalArgumentException wrong(String op, String message) {
    return new IllegalArgumentException(op + ": " + message);
  }
}
