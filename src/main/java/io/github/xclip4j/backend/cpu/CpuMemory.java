package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Tensor;

/** Floats on the heap, shared by the views on them. */
record CpuMemory(Backend owner, float[] values) implements Tensor.Memory {

  static float[] values(Tensor tensor) {
    return ((CpuMemory) tensor.memory()).values;
  }

  /** The index of a row's first value; a Java array's length bounds it. */
  static int at(Tensor tensor, int group, int row) {
    return (int) tensor.at(group, row);
  }
}
