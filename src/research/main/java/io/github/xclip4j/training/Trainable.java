package io.github.xclip4j.training;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.Zeros;
import java.util.List;

/** A parameter that is trained: its weights, its gradient and the optimizer's moments, on a backend. */
public final class Trainable {
  private final String name;
  private final List<Long> shape;
  private final Constant weight;
  private final Constant gradient;
  private final Constant moments;

  /**
   * @param name as it is published
   * @param shape as it is published, outermost first
   * @param weight (1, rows, cols)
   */
  Trainable(String name, List<Long> shape, Constant weight, Backend backend) {
    this.name = name;
    this.shape = List.copyOf(shape);
    this.weight = weight;
    int rows = weight.tensor().rows();
    int cols = weight.tensor().cols();
    this.gradient = backend.constant(new Zeros(rows, cols));
    this.moments = backend.constant(new Zeros(Math.multiplyExact(2, rows), cols));
  }

  /** The name in the checkpoint; {@code "mit.encoder.layers.0.mlp.fc1.weight"}. */
  public String name() {
    return name;
  }

  /** The shape in the checkpoint, outermost first; empty for a single value. */
  public List<Long> shape() {
    return shape;
  }

  /** How many values it has. */
  public long elements() {
    return weight.tensor().elements();
  }

  /** (1, rows, cols), in the checkpoint's order. */
  Tensor weight() {
    return weight.tensor();
  }

  /** As {@link #weight}. */
  Tensor gradient() {
    return gradient.tensor();
  }

  /** The optimizer's means of gradients and of their squares, (2, rows, cols). */
  Tensor moments() {
    return moments.tensor().regroup(2, weight.tensor().rows());
  }

  /** Gives gradient and moments back; the weight is its layer's. */
  void release(Backend backend) {
    backend.release(gradient);
    backend.release(moments);
  }

  /** The name and the shape. */
  @Override
  public String toString() {
    return name + " " + shape;
  }
}
