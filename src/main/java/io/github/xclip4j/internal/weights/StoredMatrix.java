package io.github.xclip4j.internal.weights;

import io.github.xclip4j.backend.Matrix;

/** A stored tensor as a matrix. */
public record StoredMatrix(StoredTensor tensor, int rows, int cols) implements Matrix {
  @Override
  public Storage storage() {
    return switch (tensor.info().dtype()) {
      case F16 -> Storage.F16;
      case BF16 -> Storage.BF16;
      default -> Storage.F32;
    };
  }

  @Override
  public void read(int row, int firstCol, int count, float[] target, int offset) {
    tensor.read((long) row * cols + firstCol, count, target, offset);
  }
}
