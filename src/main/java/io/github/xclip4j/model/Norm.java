package io.github.xclip4j.model;

import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Tensor;

/**
 * A layer norm's parameters.
 *
 * @param gamma (1, 1, width)
 * @param beta (1, 1, width)
 */
record Norm(Tensor gamma, Tensor beta, float epsilon) {

  /** The normalised rows of {@code x}, in new scratch of the same shape. */
  Tensor of(Lane lane, Tensor x) {
    Tensor out = lane.tensor(x.groups(), x.rows(), x.cols());
    into(lane, out, x);
    return out;
  }

  /** {@link #of} for linear layers alone. */
  Tensor linearInput(Lane lane, Tensor x) {
    Tensor out = lane.linearInput(x.groups(), x.rows(), x.cols());
    into(lane, out, x);
    return out;
  }

  /** {@code out = norm(x)}; in place where both are one view. */
  void into(Lane lane, Tensor out, Tensor x) {
    lane.ops().layerNorm(out, x, gamma, beta, epsilon);
  }
}
