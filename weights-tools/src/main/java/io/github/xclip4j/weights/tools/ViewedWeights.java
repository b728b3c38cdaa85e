package io.github.xclip4j.weights.tools;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tensors that are views of another source's: renamed, cut by rows or transposed, copied nowhere. */
final class ViewedWeights implements WeightSource {
  private final String description;
  private final Map<String, View> views;

  /** A tensor and how its rows are read. */
  record View(TensorInfo info, Matrix matrix) {}

  ViewedWeights(String description, Map<String, View> views) {
    this.description = description;
    this.views = Collections.unmodifiableMap(new LinkedHashMap<>(views));
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Set<String> names() {
    return views.keySet();
  }

  @Override
  public TensorInfo info(String name) throws WeightsException {
    return view(name).info();
  }

  @Override
  public Matrix matrix(String name) throws WeightsException {
    return view(name).matrix();
  }

  /** The viewed source is its opener's to close. */
  @Override
  public void close() {}

  private View view(String name) throws WeightsException {
    View view = views.get(name);
    if (view == null) {
      throw WeightsException.noSuchTensor(name, this);
    }
    return view;
  }

  /** Rows {@code first} to {@code first + rows} of a matrix. */
  record Rows(Matrix whole, int first, int rows) implements Matrix {
    @Override
    public int cols() {
      return whole.cols();
    }

    @Override
    public Storage storage() {
      return whole.storage();
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      whole.read(first + row, firstCol, count, target, offset);
    }

    @Override
    public float scale(int row) {
      return whole.scale(first + row);
    }

    @Override
    public void readIntegers(int row, int firstCol, int count, byte[] target, int offset) {
      whole.readIntegers(first + row, firstCol, count, target, offset);
    }
  }

  /** A matrix mirrored at its diagonal; element-wise, for matrices of a few megabytes. */
  record Transposed(Matrix matrix) implements Matrix {
    @Override
    public int rows() {
      return matrix.cols();
    }

    @Override
    public int cols() {
      return matrix.rows();
    }

    /** Scales of rows are none of columns: such values are floats once mirrored. */
    @Override
    public Storage storage() {
      return matrix.storage() == Storage.INT8 ? Storage.F32 : matrix.storage();
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      for (int i = 0; i < count; i++) {
        matrix.read(firstCol + i, row, 1, target, offset + i);
      }
    }
  }
}
