package io.github.xclip4j.backend;

import java.util.List;
import java.util.Optional;

/** The weights of {@code y = x·Wᵀ + b}; opaque, made by {@link Backend#linear}. */
public final class Linear implements Resource {
  /** The weights in whatever form a backend computes with. */
  public interface Weights {}

  /**
   * Consecutive outputs of a layer that is trained, as tensors that can change. Published layers over the same input are
   * the parts of one layer.
   *
   * @param weight (1, outputs, inputs), or (1, inputs, outputs) where its rows are {@link Rows#INPUTS}
   * @param bias (1, 1, outputs)
   * @param scale weight and bias are multiplied by it
   */
  public record Part(Tensor weight, Rows rows, Optional<Tensor> bias, double scale) {
    /** What the rows of a weight are. */
    public enum Rows {
      OUTPUTS,
      /** As the reference stores what it multiplies by from the right, {@code x·W}. */
      INPUTS
    }

    /** A weight (1, outputs, inputs) without bias, not scaled. */
    public static Part of(Tensor weight) {
      return new Part(weight, Rows.OUTPUTS, Optional.empty(), 1);
    }

    /** A weight (1, inputs, outputs) without bias, not scaled. */
    public static Part transposed(Tensor weight) {
      return new Part(weight, Rows.INPUTS, Optional.empty(), 1);
    }

    /** This part with a bias, (1, 1, outputs). */
    public Part withBias(Tensor values) {
      return new Part(weight, rows, Optional.of(values), scale);
    }

    /** This part times a factor. */
    public Part scaled(double factor) {
      return new Part(weight, rows, bias, scale * factor);
    }

    public int outputs() {
      return rows == Rows.OUTPUTS ? weight.rows() : weight.cols();
    }

    public int inputs() {
      return rows == Rows.OUTPUTS ? weight.cols() : weight.rows();
    }
  }

  private final Lease lease;
  private final Weights weights;
  private final int outputs;
  private final int inputs;
  private final List<Part> parts;

  /** For those who make layers; everyone else asks a {@link Backend}. */
  public Linear(Lease lease, Weights weights, int outputs, int inputs, List<Part> parts) {
    this.lease = lease;
    this.weights = weights;
    this.outputs = outputs;
    this.inputs = inputs;
    this.parts = List.copyOf(parts);
  }

  public Lease lease() {
    return lease;
  }

  public Weights weights() {
    return weights;
  }

  public int outputs() {
    return outputs;
  }

  public int inputs() {
    return inputs;
  }

  /** What {@link Adjoints#pack} takes the weights from, output by output; empty for a layer that was made of values. */
  public List<Part> parts() {
    return parts;
  }

  /** The shape of the weight, {@code "(outputs, inputs)"}. */
  @Override
  public String toString() {
    return "(" + outputs + ", " + inputs + ")";
  }
}
