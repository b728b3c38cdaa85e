package io.github.xclip4j.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One run of an operation on one backend: places its tensors, keeps its result, checks the surroundings. */
final class Case {
  /** How the tensors of a case lie in memory. */
  enum Layout {
    DENSE,
    /** Rows and groups apart, starting at odd offsets. */
    STRIDED
  }

  final Context context;
  private final Backend on;
  private final Layout layout;
  private final boolean tested;
  private final List<Tensor> parents = new ArrayList<>();
  float[] read = new float[0];

  Case(Context context, Backend on, Layout layout, boolean tested) {
    this.context = context;
    this.on = on;
    this.layout = layout;
    this.tested = tested;
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
    return on.constant(rows, cols, values).tensor();
  }

  Tensor constant(Matrix values) {
    return on.constant(values).tensor();
  }

  Linear pick(Linear ours, Linear theirs) {
    return tested ? ours : theirs;
  }

  void result(Tensor out) {
    read = context.read(out);
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
  }
}
