package io.github.xclip4j.internal.backend.heap;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.CheckedOps;
import io.github.xclip4j.internal.backend.Slab;

/** A context of either CPU backend: one array of scratch; operations run when they are called. */
public class HeapContext implements Context {
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final Ops ops;
  private final HeapMemory memory;
  private final Slab slab;
  private boolean closed;

  public HeapContext(Backend backend, Ops ops, long elements) {
    if (elements > LONGEST_ARRAY) {
      throw new ScratchException("the work needs " + elements + " elements of scratch, more than the " + LONGEST_ARRAY
          + " of a Java array: use smaller batches", LONGEST_ARRAY);
    }
    this.ops = new CheckedOps(backend, ops);
    this.memory = new HeapMemory(backend, allocate((int) elements));
    this.slab = new Slab(elements);
  }

  private static float[] allocate(int elements) {
    try {
      return new float[elements];
    } catch (OutOfMemoryError e) {
      Runtime runtime = Runtime.getRuntime();
      long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
      ScratchException exception = new ScratchException(
          "the work needs " + elements * 4L + " bytes of scratch, and the "
              + "heap of " + runtime.maxMemory() + " bytes has " + free + " left: use smaller batches or a larger -Xmx",
          free / 4);
      exception.initCause(e);
      throw exception;
    }
  }

  @Override
  public Backend backend() {
    return memory.owner();
  }

  @Override
  public Ops ops() {
    return ops;
  }

  @Override
  public Tensor tensor(Use use, int groups, int rows, int cols) {
    checkOpen();
    int start = (int) slab.allocate(memory.owner().elements(use, (long) groups * rows, cols));
    return place(use, memory, start, groups, rows, cols);
  }

  /**
   * A tensor over scratch that was just reserved.
   *
   * @param start of the reserved elements in {@code scratch}
   */
  protected Tensor place(Use use, HeapMemory scratch, int start, int groups, int rows, int cols) {
    return Tensor.dense(scratch, start, groups, rows, cols);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the context is closed");
    }
  }

  @Override
  public Scope scope() {
    return slab.scope();
  }

  @Override
  public void write(Tensor target, float[] values) {
    checkLength(target, values.length);
    float[] to = HeapMemory.values(target);
    int from = 0;
    for (int g = 0; g < target.groups(); g++) {
      for (int r = 0; r < target.rows(); r++) {
        System.arraycopy(values, from, to, HeapMemory.at(target, g, r), target.cols());
        from += target.cols();
      }
    }
  }

  @Override
  public void writePixels(Tensor target, byte[] pixels, float[][] tables) {
    checkLength(target, pixels.length);
    if (tables.length == 0 || target.rows() % tables.length != 0) {
      throw new IllegalArgumentException(target.rows() + " pixel rows are not " + tables.length + " channels");
    }
    float[] to = HeapMemory.values(target);
    int height = target.rows() / tables.length;
    int from = 0;
    for (int g = 0; g < target.groups(); g++) {
      for (int r = 0; r < target.rows(); r++) {
        float[] table = tables[r / height];
        int at = HeapMemory.at(target, g, r);
        for (int c = 0; c < target.cols(); c++) {
          to[at + c] = table[pixels[from++] & 0xff];
        }
      }
    }
  }

  @Override
  public void read(Tensor source, float[] target) {
    checkLength(source, target.length);
    float[] from = HeapMemory.values(source);
    int to = 0;
    for (int g = 0; g < source.groups(); g++) {
      for (int r = 0; r < source.rows(); r++) {
        System.arraycopy(from, HeapMemory.at(source, g, r), target, to, source.cols());
        to += source.cols();
      }
    }
  }

  @Override
  public Tensor keep(Tensor source) {
    checkOpen();
    HeapMemory kept = new HeapMemory(memory.owner(), read(source));
    return Tensor.dense(kept, 0, source.groups(), source.rows(), source.cols());
  }

  private static void checkLength(Tensor tensor, int length) {
    if (length != tensor.elements()) {
      throw new IllegalArgumentException(
          "a tensor " + tensor + " has " + tensor.elements() + " values, the array " + length);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
