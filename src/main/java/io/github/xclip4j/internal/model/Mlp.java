package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.io.IOException;

/** Two linear layers with an activation between them ({@code XCLIPMLP}). */
record Mlp(Linear in, Linear out, Activation activation) {
  static Mlp load(Parameters parameters, String in, String out, Activation activation) throws IOException {
    return new Mlp(parameters.linear(in), parameters.linear(out), activation);
  }

  /** {@code x += mlp(norm(x))}. */
  void addTo(Context context, Tensor x, Norm norm) {
    try (Context.Scope _ = context.scope()) {
      Tensor normed = norm.linearInput(context, x);
      Tensor inner = context.tensor(Use.LINEAR_INPUT, x.groups(), x.rows(), in.outputs());
      context.ops().linear(inner, normed, in, activation);
      context.ops().linearAdd(x, inner, out);
    }
  }
}
