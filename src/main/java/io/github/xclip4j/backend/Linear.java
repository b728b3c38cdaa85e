package io.github.xclip4j.backend;

/** The weights of {@code y = x·Wᵀ + b}; opaque, made by {@link Backend#linear}. */
public final class Linear implements Resource {
  /** The weights in whatever form a backend computes with. */
  public interface Weights {}

  private final Lease lease;
  private final Weights weights;
  private final int outputs;
  private final int inputs;

  /** For those who make layers; everyone else asks a {@link Backend}. */
  public Linear(Lease lease, Weights weights, int outputs, int inputs) {
    this.lease = lease;
    this.weights = weights;
    this.outputs = outputs;
    this.inputs = inputs;
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

  /** The shape of the weight, {@code "(outputs, inputs)"}. */
  @Override
  public String toString() {
    return "(" + outputs + ", " + inputs + ")";
  }
}
