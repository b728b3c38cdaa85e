package io.github.xclip4j.internal.weights;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.WeightsException;

/** An 8-bit matrix with one scale per row: the value is {@code stored · scale[row]}. */
record QuantizedMatrix(StoredTensor tensor, int rows, int cols, float[] scales) implements Matrix {
  static QuantizedMatrix of(StoredTensor tensor, StoredTensor scales) throws WeightsException {
    Matrix shape = tensor.matrix();
    if (!scales.info().dtype().isFloat() || scales.info().elements() != shape.rows()) {
      throw new WeightsException(scales.name() + " is " + scales.info().dtypeName() + " " + scales.info().shapeText()
          + ", " + tensor.name() + " " + tensor.info().shapeText() + " needs " + shape.rows()
          + " floating-point scales, one per row: quantise the checkpoint again");
    }
    return new QuantizedMatrix(tensor, shape.rows(), shape.cols(), scales.floats());
  }

  @Override
  public Storage storage() {
    return Storage.INT8;
  }

  @Override
  public void read(int row, int firstCol, int count, float[] target, int offset) {
    tensor.read((long) row * cols + firstCol, count, target, offset);
    float scale = scales[row];
    for (int i = offset; i < offset + count; i++) {
      target[i] *= scale;
    }
  }

  @Override
  public float scale(int row) {
    return scales[row];
  }

  @Override
  public void readIntegers(int row, int firstCol, int count, byte[] target, int offset) {
    tensor.readBytes((long) row * cols + firstCol, count, target, offset);
  }
}
