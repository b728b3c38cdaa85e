package io.github.xclip4j.internal.weights;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A tensor lying in mapped memory, possibly with gaps between its elements or sharing its storage with others.
 *
 * <p>Elements are addressed in row-major order of the shape, whatever the strides are.
 */
public final class StoredTensor {
  private final String name;
  private final TensorInfo info;
  private final MemorySegment storage;
  private final long firstElement;
  private final long[] strides;
  private final long elements;
  private final boolean contiguous;

  private StoredTensor(String name, TensorInfo info, MemorySegment storage, long firstElement, long[] strides) {
    this.name = name;
    this.info = info;
    this.storage = storage;
    this.firstElement = firstElement;
    this.strides = strides;
    this.elements = info.elements();
    this.contiguous = isRowMajor(info.shape(), strides);
  }

  /** A tensor whose bytes are exactly {@code bytes}, in row-major order, little-endian. */
  public static StoredTensor contiguous(String name, TensorInfo info, MemorySegment bytes) throws WeightsException {
    if (info.dtype() != DType.OTHER && bytes.byteSize() != info.bytes()) {
      throw new WeightsException(name + ": " + info.dtypeName() + " " + info.shapeText() + " takes " + info.bytes()
          + " bytes, the file has " + bytes.byteSize() + " for it: the file is damaged");
    }
    return new StoredTensor(name, info, bytes, 0, rowMajor(info.shape()));
  }

  /**
   * A view into a storage that may hold more than this tensor.
   *
   * @param storage little-endian elements of the tensor's type
   * @param firstElement where in the storage the element (0, …, 0) is
   * @param strides elements to skip per step along each dimension, none negative
   * @throws WeightsException if any element would lie outside the storage
   */
  public static StoredTensor strided(
      String name, TensorInfo info, MemorySegment storage, long firstElement, List<Long> strides)
      throws WeightsException {
    long available = storage.byteSize() / (info.dtype().bits() / Byte.SIZE);
    if (strides.size() != info.shape().size()) {
      throw new WeightsException(name + ": " + info.shape().size() + " dimensions but " + strides.size()
          + " strides: the file is damaged");
    }
    long last = firstElement;
    try {
      for (int i = 0; i < strides.size(); i++) {
        long stride = strides.get(i);
        long steps = Math.max(info.shape().get(i) - 1, 0);
        last = Math.addExact(last, Math.multiplyExact(steps, stride));
        if (stride < 0) {
          throw new WeightsException(name + ": stride " + stride + " is negative: the file is damaged");
        }
      }
    } catch (ArithmeticException e) {
      last = Long.MAX_VALUE;
    }
    boolean empty = info.elements() == 0;
    if (firstElement < 0 || (empty ? firstElement > available : last >= available)) {
      throw new WeightsException(name + ": elements " + firstElement + " to " + last + " of shape " + info.shapeText()
          + " reach outside its storage of " + available + " elements: the file is damaged");
    }
    return new StoredTensor(name, info, storage, firstElement, strides.stream().mapToLong(Long::longValue).toArray());
  }

  /** The type and shape. */
  public TensorInfo info() {
    return info;
  }

  /** The name it was stored under. */
  public String name() {
    return name;
  }

  /** The number of bytes it takes in a file. */
  public long byteSize() {
    return info.dtype() == DType.OTHER ? storage.byteSize() : info.bytes();
  }

  /** The bytes in row-major order, not copied where they lie so already. */
  public MemorySegment bytes() throws WeightsException {
    int width = info.dtype().bits() / Byte.SIZE;
    if (contiguous) {
      return firstElement == 0 ? storage.asSlice(0, byteSize()) : storage.asSlice(firstElement * width, byteSize());
    }
    MemorySegment copy = MemorySegment.ofArray(new byte[arrayLength(elements * width)]);
    long written = 0;
    while (written < elements) {
      MemorySegment.copy(storage, index(written) * width, copy, written * width, width);
      written++;
    }
    return copy;
  }

  /** Widens elements in row-major order: {@code count} of them from {@code first} on. */
  public void read(long first, int count, float[] target, int offset) {
    forEachRun(first, count,
        (start, run, done) -> ElementReader.floats(info.dtype(), storage, start, run, target, offset + done));
  }

  /** Copies elements of one byte each in row-major order: {@code count} of them from {@code first} on. */
  void readBytes(long first, int count, byte[] target, int offset) {
    forEachRun(first, count,
        (start, run, done) -> MemorySegment.copy(storage, ValueLayout.JAVA_BYTE, start, target, offset + done, run));
  }

  /** Elements that lie next to each other. */
  private interface Run {
    /**
     * Takes them.
     *
     * @param start where in the storage the first is
     * @param done how many elements came before
     */
    void take(long start, int elements, int done);
  }

  private void forEachRun(long first, int count, Run action) {
    if (first < 0 || count < 0 || first + count > elements) {
      throw new IndexOutOfBoundsException(
          name + ": elements " + first + " to " + (first + count) + " of " + elements + " do not exist");
    }
    if (contiguous) {
      action.take(firstElement + first, count, 0);
      return;
    }
    int inner = (int) Math.min(info.shape().getLast(), Integer.MAX_VALUE);
    boolean runs = strides[strides.length - 1] == 1;
    int done = 0;
    while (done < count) {
      int run = runs ? (int) Math.min(count - done, inner - (first + done) % inner) : 1;
      action.take(index(first + done), run, done);
      done += run;
    }
  }

  /** All values as floats. */
  public float[] floats() throws WeightsException {
    float[] values = new float[arrayLength(elements)];
    read(0, values.length, values, 0);
    return values;
  }

  /**
   * All values of an integer tensor.
   *
   * @throws WeightsException if it is none, or too large for an array
   */
  public long[] longs() throws WeightsException {
    if (!info.dtype().isInteger()) {
      throw new WeightsException(name + ": elements of type " + info.dtype()
          + " are not read as integers: store the tensor as I64, I32, U8 or another integer type");
    }
    long[] values = new long[arrayLength(elements)];
    for (int i = 0; i < values.length; i++) {
      values[i] = ElementReader.integer(info.dtype(), storage, index(i));
    }
    return values;
  }

  /** The tensor as (first dimension, product of the others). */
  public Matrix matrix() throws WeightsException {
    int rows = info.shape().isEmpty() ? 1 : arrayLength(info.shape().getFirst());
    int cols = rows == 0 ? 0 : arrayLength(elements / rows);
    return new StoredMatrix(this, rows, cols);
  }

  private int arrayLength(long length) throws WeightsException {
    if (length > Integer.MAX_VALUE - 8) {
      throw new WeightsException(name + ": " + info.shapeText() + " has " + length
          + " elements, an array holds at most 2147483639: read the tensor by rows");
    }
    return (int) length;
  }

  /** Where in the storage the element of a row-major index lies. */
  private long index(long rowMajorIndex) {
    if (contiguous) {
      return firstElement + rowMajorIndex;
    }
    long position = firstElement;
    long rest = rowMajorIndex;
    for (int i = strides.length - 1; i >= 0; i--) {
      long dimension = info.shape().get(i);
      position += rest % dimension * strides[i];
      rest /= dimension;
    }
    return position;
  }

  private static long[] rowMajor(List<Long> shape) {
    long[] strides = new long[shape.size()];
    long step = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(shape.get(i), 1);
    }
    return strides;
  }

  private static boolean isRowMajor(List<Long> shape, long[] strides) {
    long[] expected = rowMajor(shape);
    for (int i = 0; i < expected.length; i++) {
      if (shape.get(i) > 1 && strides[i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
