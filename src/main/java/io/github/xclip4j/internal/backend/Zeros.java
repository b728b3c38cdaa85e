package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Matrix;
import java.util.Arrays;

/** A matrix of zeros, which takes no memory. */
public record Zeros(int rows, int cols) implements Matrix {
  @Override
  public Storage storage() {
    return Storage.F32;
  }

  @Override
  public void read(int row, int firstCol, int count, float[] target, int offset) {
    Arrays.fill(target, offset, offset + count, 0f);
  }
}
