package io.github.xclip4j.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the tensors of a case lie: places them, keeps its results, checks the surroundings. */
public final class Case implements AutoCloseable {
  /** How the tensors of a case lie in memory. */
  enum Layout {
    DENSE,
    /** Rows and groups apart, starting at odd offsets. */
    STRIDED
  }

  final Context context;
  final Backend backend;
  private final Layout layout;
  private final List<Tensor> parents = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  final List<float[]> results = new ArrayList<>();

  Case(Context context, Layout layout) {
    this.context = context;
    this.backend = context.backend();
    this.layout = layout;
  }

  /** Tensors that are dense in a context's scratch. */
  public static Case dense(Context context) {
    return new Case(context, Layout.DENSE);
  }

  Tensor empty(int groups, int rows, int cols) {
    int above = layout == Layout.STRIDED ? 1 : 0;
    Tensor parent = context.tensor(groups, rows + 2 * above, cols + 3 * above);
    float[] nan = new float[(int) parent.elements()];
    Arrays.fill(nan, Float.NaN);
    context.write(parent, nan);
    if (above == 0) {
      return parent;
    }
    parents.add(parent);
    return parent.slice(1, rows).columns(1, cols);
  }

  Tensor put(Stack stack) {
    Tensor tensor = empty(stack.groups, stack.rows, stack.cols);
    context.write(tensor, stack.values);
    return tensor;
  }

  Tensor constant(int rows, int cols, float[] values) {
    return constant(Matrix.of(rows, cols, values));
  }

  Tensor constant(Matrix values) {
    Constant constant = backend.constant(values);
    constants.add(constant);
    return constant.tensor();
  }

  Tensor constant(Stack stack) {
    return constant(stack.groups * stack.rows, stack.cols, stack.values).regroup(stack.groups, stack.rows);
  }

  void result(Tensor out) {
    results.add(read(out));
  }

  float[] read(Tensor out) {
    float[] read = context.read(out);
    for (Tensor parent : parents) {
      float[] all = context.read(parent);
      int rows = parent.rows();
      int cols = parent.cols();
      for (int i = 0; i < all.length; i++) {
        int row = i / cols % rows;
        int col = i % cols;
        boolean inside = row >= 1 && row <= rows - 2 && col >= 1 && col <= cols - 3;
        if (!inside && !Float.isNaN(all[i])) {
          throw new AssertionError("wrote outside a view of " + parent + ": row " + row + ", column " + col);
        }
      }
    }
    return read;
  }

  /** Gives back the constants. */
  @Override
  public void close() {
    constants.forEach(backend::release);
    constants.clear();
  }
}
