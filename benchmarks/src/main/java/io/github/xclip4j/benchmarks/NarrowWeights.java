package io.github.xclip4j.benchmarks;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.Set;

/** Weights as a file of a narrower type would have them: what is read is rounded to what that type can hold. */
record NarrowWeights(WeightSource wide, Matrix.Storage storage) implements WeightSource {
  private static final int LARGEST_INT8 = 127;

  @Override
  public String description() {
    return wide.description() + " as " + storage;
  }

  @Override
  public Set<String> names() {
    return wide.names();
  }

  @Override
  public TensorInfo info(String name) {
    return wide.info(name);
  }

  @Override
  public Matrix matrix(String name) {
    return new Narrow(wide.matrix(name), storage);
  }

  @Override
  public float[] floats(String name) {
    return wide.floats(name);
  }

  @Override
  public void close() throws IOException {
    wide.close();
  }

  private record Narrow(Matrix wide, Storage storage) implements Matrix {

    @Override
    public int rows() {
      return wide.rows();
    }

    @Override
    public int cols() {
      return wide.cols();
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      wide.read(row, firstCol, count, target, offset);
      float step = storage == Storage.INT8 ? step(row) : 0;
      for (int i = offset; i < offset + count; i++) {
        target[i] = switch (storage) {
          case F32 -> target[i];
          case F16 -> Float.float16ToFloat(Float.floatToFloat16(target[i]));
          case BF16 -> bfloat16(target[i]);
          case INT8 -> Math.round(target[i] / step) * step;
        };
      }
    }

    /** The row's scale: its largest value is ±127 steps. */
    private float step(int row) {
      float[] values = new float[wide.cols()];
      wide.read(row, 0, values.length, values, 0);
      float largest = Float.MIN_NORMAL;
      for (float value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      return largest / LARGEST_INT8;
    }

    /** The upper half of a float's bits, to the nearest, ties to even. */
    private static float bfloat16(float value) {
      int bits = Float.floatToRawIntBits(value);
      return Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF_0000);
    }
  }
}
