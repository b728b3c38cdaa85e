package io.github.xclip4j.internal.weights;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.DType;

/** A stored tensor as a matrix. */
public record StoredMatrix(StoredTensor tensor, int rows, int cols) implements Matrix {
  @Override
  public Storage storage() {
    DType dtype = tensor.info().dtype();
    return dtype == DType.F16 ? Storage.F16 : dtype == DType.BF16 ? Storage.BF16 : Storage.F32;
  }

  @Override
  public void read(int row, int firstCol, int count, float[] target, int offset) {
    tensor.read((long) row * cols + firstCol, count, target, offset);
  }
}
