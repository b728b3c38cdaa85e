package io.github.xclip4j.internal.backend.heap;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Tensor;

/** Floats on the heap, shared by the views on them. */
public record HeapMemory(Backend owner, float[] values) implements Tensor.Memory {
  /**
   * The array that a view looks into.
   *
   * @throws IllegalArgumentException for a tensor whose rows do not lie one after the other
   */
  public static float[] values(Tensor tensor) {
    if (tensor.memory() instanceof HeapMemory memory) {
      return memory.values;
    }
    throw new IllegalArgumentException("the rows of " + tensor + " are packed for a linear layer, which nothing else "
        + "can read: take a tensor or an operand for them");
  }

  /** The index of a row's first value; a Java array's length bounds it. */
  public static int at(Tensor tensor, int group, int row) {
    return (int) tensor.at(group, row);
  }
}
