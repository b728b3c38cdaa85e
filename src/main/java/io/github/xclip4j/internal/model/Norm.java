package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.io.IOException;

/**
 * A layer norm's parameters.
 *
 * @param gamma (1, 1, width)
 * @param beta (1, 1, width)
 */
record Norm(Tensor gamma, Tensor beta, float epsilon) {
  /** {@code prefix.weight} and {@code prefix.bias}. */
  static Norm load(Parameters parameters, String prefix, double epsilon) throws IOException {
    return new Norm(parameters.row(prefix + ".weight"), parameters.row(prefix + ".bias"), (float) epsilon);
  }

  /** The normalised rows of {@code x}, in new scratch of the same shape. */
  Tensor of(Context context, Tensor x) {
    Tensor out = context.tensor(x.groups(), x.rows(), x.cols());
    into(context, out, x);
    return out;
  }

  /** As {@link #of}, in the layout that linear layers read. */
  Tensor linearInput(Context context, Tensor x) {
    Tensor out = context.tensor(Use.LINEAR_INPUT, x.groups(), x.rows(), x.cols());
    into(context, out, x);
    return out;
  }

  /** {@code out = norm(x)}; in place where both are one view. */
  void into(Context context, Tensor out, Tensor x) {
    context.ops().layerNorm(out, x, gamma, beta, epsilon);
  }
}
