package io.github.xclip4j.internal.backend.heap;

import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;

/** A context of a CPU backend: one array of scratch; operations run when they are called. */
public class HeapContext implements ContextSpi {
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final Ops ops;
  private final HeapMemory memory;
  private final HeapMemory whole; // the same array, for tensors that are used as a whole

  public HeapContext(Ops ops, long elements) {
    if (elements > LONGEST_ARRAY) {
      throw new ScratchException("the work needs " + elements + " elements of scratch, more than the " + LONGEST_ARRAY
          + " of a Java array: use smaller batches", LONGEST_ARRAY);
    }
    this.ops = ops;
    this.memory = new HeapMemory(allocate((int) elements));
    this.whole = new HeapMemory(memory.values(), false);
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
  public Ops ops() {
    return ops;
  }

  @Override
  public Tensor tensor(Lease lease, Use use, long start, int groups, int rows, int cols) {
    return Tensor.dense(lease, use == Use.LINEAR_INPUT ? whole : memory, start, groups, rows, cols);
  }

  /** The array of all scratch. */
  protected float[] scratch() {
    return memory.values();
  }

  @Override
  public void write(Tensor target, float[] values) {
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
  public Tensor.Memory keep(Tensor source) {
    float[] values = new float[Math.toIntExact(source.elements())];
    read(source, values);
    return new HeapMemory(values);
  }

  @Override
  public void close() {
    // An array on the heap: the collector has it once the caller lets go.
  }
}
