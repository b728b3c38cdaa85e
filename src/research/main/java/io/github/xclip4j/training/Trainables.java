package io.github.xclip4j.training;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The parameters that are trained, in the order the model asked for them, and by the memory they lie in. */
final class Trainables {
  private final List<Trainable> all = new ArrayList<>();
  private final Map<Tensor.Memory, Trainable> byMemory = new IdentityHashMap<>();

  void add(Trainable trainable) {
    all.add(trainable);
    byMemory.put(trainable.weight().memory(), trainable);
  }

  List<Trainable> all() {
    return Collections.unmodifiableList(all);
  }

  boolean isTrained(Tensor tensor) {
    return byMemory.containsKey(tensor.memory());
  }

  /**
   * The gradient of a view of a trained parameter.
   *
   * @throws IllegalArgumentException if it is of none
   */
  Tensor gradient(Tensor view) {
    Trainable trainable = byMemory.get(view.memory());
    if (trainable == null) {
      throw new IllegalArgumentException(view + " is no view of a trained parameter");
    }
    return view.within(trainable.weight(), trainable.gradient());
  }

  /** Gradients are zero again. */
  void clearGradients(Context context) {
    all.forEach(each -> context.adjoints().clear(each.gradient()));
  }
}
