package io.github.xclip4j.backend;

record FloatMatrix(int rows, int cols, float[] values) implements Matrix {
  @Override
  public Storage storage() {
    return Storage.F32;
  }

  @Override
  public void read(int row, int firstCol, int count, float[] target, int offset) {
    System.arraycopy(values, row * cols + firstCol, target, offset, count);
  }
}
