package io.github.xclip4j.internal.backend.heap;

import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import java.util.List;

/**
 * The weight that the parts of a layer make, (outputs, inputs), as they are when it is read; scaled values are rounded once,
 * as those of a loaded layer.
 */
public record PartsMatrix(List<Linear.Part> parts, int rows, int cols) implements Matrix {
  /** The weight of a layer of parts. */
  public static PartsMatrix of(Linear layer) {
    return new PartsMatrix(layer.parts(), layer.outputs(), layer.inputs());
  }

  @Override
  public Storage storage() {
    return Storage.F32;
  }

  @Override
  public void read(int row, int firstCol, int count, float[] target, int offset) {
    int output = row;
    int index = 0;
    while (output >= parts.get(index).outputs()) {
      output -= parts.get(index++).outputs();
    }
    Linear.Part part = parts.get(index);
    float[] from = HeapMemory.values(part.weight());
    switch (part.rows()) {
      case OUTPUTS -> System.arraycopy(from, HeapMemory.at(part.weight(), 0, output) + firstCol, target, offset, count);
      case INPUTS -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = from[HeapMemory.at(part.weight(), 0, firstCol + i) + output];
        }
      }
    }
    scale(target, offset, count, part.scale());
  }

  /** Reads the bias, if there is one. */
  public void readBias(float[] target) {
    int first = 0;
    for (Linear.Part part : parts) {
      if (part.bias().isPresent()) {
        Tensor bias = part.bias().get();
        System.arraycopy(HeapMemory.values(bias), HeapMemory.at(bias, 0, 0), target, first, bias.cols());
        scale(target, first, bias.cols(), part.scale());
      }
      first += part.outputs();
    }
  }

  private static void scale(float[] values, int start, int count, double scale) {
    for (int i = start; scale != 1 && i < start + count; i++) {
      values[i] = (float) (values[i] * scale);
    }
  }
}
