package io.github.xclip4j.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Tensor;

/** Two linear layers with an activation between them ({@code XCLIPMLP}). */
record Mlp(Linear in, Linear out, Activation activation) {

  static Mlp load(Parameters parameters, String in, String out, Activation activation) {
    return new Mlp(parameters.linear(in), parameters.linear(out), activation);
  }

  /** {@code x += mlp(norm(x))}. */
  void addTo(Lane lane, Tensor x, Norm norm) {
    try (Lane.Scope _ = lane.scope()) {
      Tensor normed = norm.linearInput(lane, x);
      Tensor inner = lane.linearInput(x.groups(), x.rows(), in.outputs());
      lane.ops().linear(inner, normed, in, activation);
      lane.ops().linearAdd(x, inner, out);
    }
  }
}
