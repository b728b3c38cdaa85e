package io.github.xclip4j.backend;

/**
 * A view of {@code groups × rows × cols} float values on a backend: a stack of matrices whose columns are contiguous
 * and whose rows and groups lie at any distance. Views share memory with what they were taken from.
 */
public final class Tensor {
  /** What a view looks into: an array, a device allocation. */
  public interface Memory {
    /**
     * Whether parts of it can be viewed, read and written: not if rows lie in an order of the backend's own, as those of
     * {@link Use#LINEAR_INPUT} may.
     */
    default boolean viewable() {
      return true;
    }
  }

  private final Lease lease;
  private final Memory memory;
  private final long offset;
  private final int groups;
  private final int rows;
  private final int cols;
  private final long groupStride;
  private final long rowStride;

  private Tensor(Lease lease, Memory memory, long offset, int groups, int rows, int cols, long groupStride,
      long rowStride) {
    this.lease = lease;
    this.memory = memory;
    this.offset = offset;
    this.groups = groups;
    this.rows = rows;
    this.cols = cols;
    this.groupStride = groupStride;
    this.rowStride = rowStride;
  }

  /**
   * A dense tensor, for backends.
   *
   * @param lease of the memory, as the backend was given it
   * @param offset of the first value, in elements
   */
  public static Tensor dense(Lease lease, Memory memory, long offset, int groups, int rows, int cols) {
    if (groups < 0 || rows < 0 || cols < 0) {
      throw new IllegalArgumentException("a tensor cannot be " + shape(groups, rows, cols));
    }
    return new Tensor(lease, memory, offset, groups, rows, cols, (long) rows * cols, cols);
  }

  /** A dense tensor for a backend's own use, which no context takes. */
  public static Tensor dense(Memory memory, long offset, int groups, int rows, int cols) {
    return dense(Lease.NONE, memory, offset, groups, rows, cols);
  }

  public Lease lease() {
    return lease;
  }

  public Memory memory() {
    return memory;
  }

  /** Elements before the first value. */
  public long offset() {
    return offset;
  }

  public int groups() {
    return groups;
  }

  public int rows() {
    return rows;
  }

  public int cols() {
    return cols;
  }

  /** Elements from a group to the next; 0 when repeated. */
  public long groupStride() {
    return groupStride;
  }

  /** Elements from a row to the next. */
  public long rowStride() {
    return rowStride;
  }

  /** {@code groups·rows·cols}. */
  public long elements() {
    return (long) groups * rows * cols;
  }

  /** Where row {@code row} of group {@code group} starts, in elements. */
  public long at(int group, int row) {
    return offset + group * groupStride + row * rowStride;
  }

  /** {@code x[:, first : first+count, :]}. */
  public Tensor slice(int firstRow, int count) {
    requireViewable();
    within("rows", firstRow, count, rows);
    return new Tensor(lease, memory, offset + firstRow * rowStride, groups, count, cols, groupStride, rowStride);
  }

  /** {@code x[:, :, first : first+count]}. */
  public Tensor columns(int first, int count) {
    requireViewable();
    within("columns", first, count, cols);
    return new Tensor(lease, memory, offset + first, groups, rows, count, groupStride, rowStride);
  }

  /** {@code x[first : first+count, :, :]}. */
  public Tensor groupRange(int first, int count) {
    requireViewable();
    within("groups", first, count, groups);
    return new Tensor(lease, memory, offset + first * groupStride, count, rows, cols, groupStride, rowStride);
  }

  /**
   * The same rows in other groups, as (videos·frames, 1, D) is (videos, frames, D).
   * The one view that inputs of linear layers have, too.
   *
   * @throws IllegalArgumentException if {@code groups·rows} differs or the rows are not evenly spaced
   */
  public Tensor regroup(int newGroups, int newRows) {
    long stride = rows == 1 ? groupStride : rowStride;
    boolean even = rows == 1 || groups == 1 || groupStride == rows * rowStride;
    if ((long) newGroups * newRows != (long) groups * rows || !even) {
      throw new IllegalArgumentException("the rows of " + this + " cannot be " + newGroups + " groups of " + newRows
          + (even ? "" : ": they are not evenly spaced"));
    }
    return new Tensor(lease, memory, offset, newGroups, newRows, cols, newRows * stride, stride);
  }

  /**
   * The single group repeated {@code count} times without copying, as positions are for every frame. Only ever an
   * input.
   */
  public Tensor repeat(int count) {
    requireViewable();
    if (groups != 1) {
      throw new IllegalArgumentException(this + " has " + groups + " groups: only a single group can be repeated");
    }
    return new Tensor(lease, memory, offset, count, rows, cols, 0, rowStride);
  }

  /**
   * The same view of another tensor: what {@code slice}, {@code columns} and the others made of {@code from}, made of
   * {@code to}. So the gradient of a view is that view of a gradient.
   *
   * @param from a dense tensor that this is a view of
   * @param to a dense tensor of the same shape
   * @throws IllegalArgumentException if the shapes differ, one is not dense, or this does not lie in {@code from}
   */
  public Tensor within(Tensor from, Tensor to) {
    if (!from.isDense() || !to.isDense() || !from.sameShape(to)) {
      throw new IllegalArgumentException("a view of " + from + " is one of " + to
          + " only if both have one shape and all their values follow one another");
    }
    if (memory != from.memory || offset < from.offset || elements() > 0 && end() > from.end()) {
      throw new IllegalArgumentException(this + " is no view of the given " + from);
    }
    return new Tensor(to.lease, to.memory, to.offset + (offset - from.offset), groups, rows, cols, groupStride,
        rowStride);
  }

  /** Whether several groups are one and the same memory. */
  public boolean isRepeated() {
    return groups > 1 && groupStride == 0;
  }

  /** Whether all values follow one another. */
  public boolean isDense() {
    return (rows <= 1 || rowStride == cols) && (groups <= 1 || groupStride == (long) rows * cols);
  }

  /** Whether both have the same groups, rows and columns. */
  public boolean sameShape(Tensor other) {
    return groups == other.groups && rows == other.rows && cols == other.cols;
  }

  /** Whether both are the same view of the same memory. */
  public boolean sameView(Tensor other) {
    return memory == other.memory && offset == other.offset && sameShape(other)
        && (groups <= 1 || groupStride == other.groupStride) && (rows <= 1 || rowStride == other.rowStride);
  }

  /** Whether any element belongs to both. */
  public boolean overlaps(Tensor other) {
    if (memory != other.memory || elements() == 0 || other.elements() == 0
        || end() <= other.offset || other.end() <= offset) {
      return false;
    }
    // Rows of both in ascending order of address, as in a merge: views of one parent have ascending strides.
    long mine = 0;
    long theirs = 0;
    long myRows = (long) groups * rows;
    long theirRows = (long) other.groups * other.rows;
    while (mine < myRows && theirs < theirRows) {
      long a = rowStart(mine);
      long b = other.rowStart(theirs);
      if (a < b + other.cols && b < a + cols) {
        return true;
      }
      if (a < b) {
        mine++;
      } else {
        theirs++;
      }
    }
    return false;
  }

  private long rowStart(long row) {
    return at((int) (row / rows), (int) (row % rows));
  }

  private long end() {
    return offset + (groups - 1) * groupStride + (rows - 1) * rowStride + cols;
  }

  private void requireViewable() {
    if (!memory.viewable()) {
      throw new IllegalArgumentException(
          "the rows of " + this
              + " lie as linear layers read them, and are used as a whole only: take an operand for views");
    }
  }

  private void within(String what, int first, int count, int limit) {
    if (first < 0 || count < 0 || first > limit - count) {
      throw new IllegalArgumentException(what + " " + first + " to " + ((long) first + count) + " of " + this);
    }
  }

  private static String shape(int groups, int rows, int cols) {
    return "(" + groups + ", " + rows + ", " + cols + ")";
  }

  /** The shape, {@code "(groups, rows, cols)"}. */
  @Override
  public String toString() {
    return shape(groups, rows, cols);
  }
}
