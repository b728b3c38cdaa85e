package io.github.xclip4j.internal.backend;

import static io.github.xclip4j.internal.backend.TensorChecks.apart;
import static io.github.xclip4j.internal.backend.TensorChecks.inPlaceOrApart;
import static io.github.xclip4j.internal.backend.TensorChecks.wrong;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.AdamW;
import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;

/** What {@link ShapeChecks} is to {@code Ops}: checks adjoints, and computes nothing. */
final class AdjointChecks implements Adjoints {
  private final TensorChecks tensors;

  AdjointChecks(TensorChecks tensors) {
    this.tensors = tensors;
  }

  @Override
  public void clear(Tensor out) {
    tensors.plain("clear", "out", out);
    tensors.writable("clear", out);
  }

  @Override
  public void scale(Tensor out, Tensor x, float factor) {
    tensors.plain("scale", "x", x);
    like("scale", "out", out, x);
    inPlaceOrApart("scale", out, x);
  }

  @Override
  public void productAdd(Tensor out, Tensor a, Tensor b, Transposed transposed) {
    boolean left = transposed == Transposed.LEFT;
    boolean right = transposed == Transposed.RIGHT;
    int k = left ? a.rows() : a.cols();
    int n = right ? b.rows() : b.cols();
    tensors.plain("productAdd", "a", a);
    tensors.shape("productAdd", "b", b, a.groups(), right ? n : k, right ? k : n);
    sum("productAdd", "out", out, a.groups(), left ? a.cols() : a.rows(), n);
    apart("productAdd", out, a);
    apart("productAdd", out, b);
  }

  @Override
  public void sumAdd(Tensor out, Tensor x) {
    tensors.plain("sumAdd", "x", x);
    result("sumAdd", "out", out, 1, out.rows() == 1 ? 1 : x.rows(), x.cols());
    apart("sumAdd", out, x);
  }

  @Override
  public void dotAdd(Tensor out, Tensor x, Tensor y) {
    dots("dotAdd", out, x, y, 1);
  }

  @Override
  public void columnDotsAdd(Tensor out, Tensor x, Tensor y) {
    dots("columnDotsAdd", out, x, y, x.cols());
  }

  private void dots(String op, Tensor out, Tensor x, Tensor y, int cols) {
    tensors.plain(op, "x", x);
    tensors.shape(op, "y", y, x.groups(), x.rows(), x.cols());
    result(op, "out", out, 1, 1, cols);
    apart(op, out, x);
    apart(op, out, y);
  }

  @Override
  public void activate(Tensor out, Tensor x, Activation activation) {
    tensors.plain("activate", "x", x);
    like("activate", "out", out, x);
    inPlaceOrApart("activate", out, x);
  }

  @Override
  public void activateAdjoint(Tensor dX, Tensor x, Tensor dOut, Activation activation) {
    adjoint("activateAdjoint", dX, x, dOut);
  }

  @Override
  public void layerNormAdjoint(Tensor dX, Tensor x, Tensor dOut, Tensor gamma, float epsilon) {
    tensors.shape("layerNormAdjoint", "gamma", gamma, 1, 1, x.cols());
    adjoint("layerNormAdjoint", dX, x, dOut);
    apart("layerNormAdjoint", dX, gamma);
  }

  @Override
  public void normalizedDotsAdd(Tensor dGamma, Tensor x, Tensor dOut, float epsilon) {
    dots("normalizedDotsAdd", dGamma, x, dOut, x.cols());
  }

  @Override
  public void normalizeAdjoint(Tensor dX, Tensor x, Tensor dOut) {
    adjoint("normalizeAdjoint", dX, x, dOut);
  }

  @Override
  public void softmaxAdjoint(Tensor dScores, Tensor p, Tensor dP) {
    adjoint("softmaxAdjoint", dScores, p, dP);
  }

  /** Of an operation whose result has the shape of its input, and which may run in place. */
  private void adjoint(String op, Tensor dX, Tensor x, Tensor dOut) {
    tensors.plain(op, "the input", x);
    tensors.shape(op, "the result's gradient", dOut, x.groups(), x.rows(), x.cols());
    like(op, "the input's gradient", dX, x);
    apart(op, dX, x);
    inPlaceOrApart(op, dX, dOut);
  }

  @Override
  public void attentionAdjoint(Attended d, Attended x, Tensor dOut, int heads, Mask mask) {
    Tensor q = x.queries();
    Tensor k = x.keys();
    ShapeChecks.attend(tensors, "attentionAdjoint", q, k, heads, mask);
    tensors.shape("attentionAdjoint", "v", x.values(), k.groups(), k.rows(), k.cols());
    tensors.shape("attentionAdjoint", "dOut", dOut, q.groups(), q.rows(), q.cols());
    sum("attentionAdjoint", "dQueries", d.queries(), q.groups(), q.rows(), q.cols());
    result("attentionAdjoint", "dKeys", d.keys(), k.groups(), k.rows(), k.cols());
    result("attentionAdjoint", "dValues", d.values(), k.groups(), k.rows(), k.cols());
    apart("attentionAdjoint", d.queries(), d.keys());
    apart("attentionAdjoint", d.queries(), d.values());
    apart("attentionAdjoint", d.keys(), d.values());
    apartFromInputs(d.queries(), x, dOut);
    apartFromInputs(d.keys(), x, dOut);
    apartFromInputs(d.values(), x, dOut);
  }

  private static void apartFromInputs(Tensor gradient, Attended x, Tensor dOut) {
    apart("attentionAdjoint", gradient, x.queries());
    apart("attentionAdjoint", gradient, x.keys());
    apart("attentionAdjoint", gradient, x.values());
    apart("attentionAdjoint", gradient, dOut);
  }

  @Override
  public void meanAdjoint(Tensor dX, Tensor dOut) {
    tensors.plain("meanAdjoint", "dX", dX);
    tensors.writable("meanAdjoint", dX);
    if (dX.rows() == 0) {
      throw wrong("meanAdjoint", "dX has no rows: " + dX);
    }
    tensors.shape("meanAdjoint", "dOut", dOut, dX.groups(), 1, dX.cols());
    apart("meanAdjoint", dX, dOut);
  }

  @Override
  public void meanGroupsAdjoint(Tensor dX, Tensor dOut) {
    tensors.plain("meanGroupsAdjoint", "dX", dX);
    tensors.writable("meanGroupsAdjoint", dX);
    if (dOut.groups() == 0 || dX.groups() == 0 || dX.groups() % dOut.groups() != 0) {
      throw wrong("meanGroupsAdjoint", dX.groups() + " groups cannot have been averaged into " + dOut.groups());
    }
    tensors.shape("meanGroupsAdjoint", "dOut", dOut, dOut.groups(), dX.rows(), dX.cols());
    apart("meanGroupsAdjoint", dX, dOut);
  }

  @Override
  public void lookupAdjoint(Tensor dTable, Tensor dOut, int[] rows) {
    result("lookupAdjoint", "dTable", dTable, 1, dTable.rows(), dTable.cols());
    TensorChecks.rows("lookupAdjoint", rows, dTable);
    tensors.shape("lookupAdjoint", "dOut", dOut, 1, rows.length, dTable.cols());
    apart("lookupAdjoint", dTable, dOut);
  }

  @Override
  public void scoresAdjoint(Tensor dVideo, Tensor dText, Tensor dOut, Tensor video, Tensor text, Tensor logitScale) {
    tensors.plain("scoresAdjoint", "text", text);
    tensors.shape("scoresAdjoint", "video", video, text.groups(), 1, text.cols());
    tensors.shape("scoresAdjoint", "dOut", dOut, text.groups(), 1, text.rows());
    tensors.shape("scoresAdjoint", "logitScale", logitScale, 1, 1, 1);
    result("scoresAdjoint", "dVideo", dVideo, text.groups(), 1, text.cols());
    sum("scoresAdjoint", "dText", dText, text.groups(), text.rows(), text.cols());
    apart("scoresAdjoint", dVideo, dText);
    apartFromScores(dVideo, dOut, video, text, logitScale);
    apartFromScores(dText, dOut, video, text, logitScale);
  }

  private static void apartFromScores(Tensor gradient, Tensor dOut, Tensor video, Tensor text, Tensor logitScale) {
    apart("scoresAdjoint", gradient, dOut);
    apart("scoresAdjoint", gradient, video);
    apart("scoresAdjoint", gradient, text);
    apart("scoresAdjoint", gradient, logitScale);
  }

  @Override
  public void pack(Linear layer) {
    tensors.layer("pack", layer);
    if (layer.parts().isEmpty()) {
      throw wrong("pack", "the layer " + layer + " was made of values: make one of parts to train it");
    }
    for (Linear.Part part : layer.parts()) {
      tensors.plain("pack", "weight", part.weight());
      if (part.bias().isPresent()) {
        tensors.plain("pack", "bias", part.bias().get());
      }
    }
  }

  @Override
  public void adamw(Tensor weight, Tensor gradient, Tensor moments, Tensor step) {
    result("adamw", "weight", weight, 1, weight.rows(), weight.cols());
    tensors.shape("adamw", "gradient", gradient, 1, weight.rows(), weight.cols());
    result("adamw", "moments", moments, 2, weight.rows(), weight.cols());
    tensors.shape("adamw", "step", step, 1, 1, AdamW.LENGTH);
    apart("adamw", weight, gradient);
    apart("adamw", weight, moments);
    apart("adamw", weight, step);
    apart("adamw", moments, gradient);
    apart("adamw", moments, step);
  }

  /** What {@code x} is the shape of. */
  private void like(String op, String name, Tensor tensor, Tensor x) {
    result(op, name, tensor, x.groups(), x.rows(), x.cols());
  }

  /** A result with every group, or with one that takes the sum over all. */
  private void sum(String op, String name, Tensor tensor, int groups, int rows, int cols) {
    result(op, name, tensor, tensor.groups() == 1 ? 1 : groups, rows, cols);
  }

  private void result(String op, String name, Tensor tensor, int groups, int rows, int cols) {
    tensors.shape(op, name, tensor, groups, rows, cols);
    tensors.writable(op, tensor);
  }
}
