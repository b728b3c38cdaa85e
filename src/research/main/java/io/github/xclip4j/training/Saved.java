package io.github.xclip4j.training;

import io.github.xclip4j.backend.Tensor;

/** Values that an adjoint will read: where they are, or a copy from before they were overwritten. */
final class Saved {
  private Tensor view;

  /** @param view of values that are now as the adjoint needs them */
  Saved(Tensor view) {
    this.view = view;
  }

  /** Of the shape that was saved. */
  Tensor view() {
    return view;
  }

  void replace(Tensor copy) {
    view = copy;
  }
}
